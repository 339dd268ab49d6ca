/** A picture that can be zoomed and moved, with one place on it pointed out. */
const MOST_ZOOM = 16;
const STEP = 1.25;
const CLICK_PIXELS = 4;
/** Closer than this, an object is pointed out only where the screen is large: what lies around it tells as much. */
const NEAR = 1.5;

class ScanViewer extends HTMLElement {
  #picture = new Image();
  #layer = document.createElement("div");
  #pointer = document.createElement("div");
  #scale = 1;
  #x = 0;
  #y = 0;
  #box = null;

  connectedCallback() {
    this.#layer.className = "layer";
    this.#pointer.className = "pointer";
    this.#pointer.hidden = true;
    this.#picture.alt = "";
    this.#picture.draggable = false;
    this.#layer.append(this.#picture, this.#pointer);
    this.append(this.#layer);
    this.#picture.addEventListener("load", () => this.#settle(), { once: true });
    this.#picture.addEventListener("error", () => this.classList.add("failed"));
    this.#picture.src = this.dataset.annotated;
    this.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    this.addEventListener("pointerdown", (event) => this.#grab(event));
    this.addEventListener("dblclick", () => this.fit());
    new ResizeObserver(() => this.#place()).observe(this);
  }

  get marks() {
    return this.#picture.getAttribute("src") === this.dataset.annotated;
  }

  set marks(wanted) {
    this.#picture.src = wanted ? this.dataset.annotated : this.dataset.plain;
    this.#draw();
  }

  fit() {
    this.#scale = this.#fitting;
    this.#centre(this.#picture.naturalWidth / 2, this.#picture.naturalHeight / 2);
  }

  zoom(factor, at = { x: this.clientWidth / 2, y: this.clientHeight / 2 }) {
    const scale = Math.min(MOST_ZOOM, Math.max(this.#fitting, this.#scale * factor));
    this.#x = at.x - ((at.x - this.#x) * scale) / this.#scale;
    this.#y = at.y - ((at.y - this.#y) * scale) / this.#scale;
    this.#scale = scale;
    this.#draw();
  }

  zoomBySteps(steps) {
    this.zoom(STEP ** steps);
  }

  move(columns, rows) {
    this.#x += columns * this.clientWidth;
    this.#y += rows * this.clientHeight;
    this.#draw();
  }

  /** Points out a box, given in pixels of the view, and moves it into sight; null points at nothing. */
  pointAt(box) {
    this.#box = box && box.map((side, at) => side * Number(at % 2 ? this.dataset.down : this.dataset.across));
    if (this.#box) {
      const [left, top, right, bottom] = this.#box;
      const room = Math.min(this.clientWidth / (right - left), this.clientHeight / (bottom - top)) / 5;
      this.#scale = Math.max(this.#fitting, Math.min(room, Math.max(NEAR, 6 * this.#fitting)));
      this.#centre((left + right) / 2, (top + bottom) / 2);
    }
    this.#draw();
  }

  get #fitting() {
    const { naturalWidth, naturalHeight } = this.#picture;
    return naturalWidth ? Math.min(this.clientWidth / naturalWidth, this.clientHeight / naturalHeight) : 1;
  }

  /** Takes as much of the room as its picture is high, where it shares the room with other views. */
  #settle() {
    this.style.flexGrow = String((100 * this.#picture.naturalHeight) / this.#picture.naturalWidth);
    this.#place();
  }

  #place() {
    if (this.#box === null) this.fit();
    else this.#draw();
  }

  #centre(x, y) {
    this.#x = this.clientWidth / 2 - x * this.#scale;
    this.#y = this.clientHeight / 2 - y * this.#scale;
    this.#draw();
  }

  #draw() {
    const wide = this.#picture.naturalWidth * this.#scale;
    const high = this.#picture.naturalHeight * this.#scale;
    this.#x = within(this.#x, wide, this.clientWidth);
    this.#y = within(this.#y, high, this.clientHeight);
    this.#layer.style.transform = `translate(${this.#x}px, ${this.#y}px)`;
    this.#picture.style.width = `${wide}px`;
    this.#picture.classList.toggle("enlarged", this.#scale > 2);
    this.#pointer.hidden = this.#box === null || !this.marks;
    if (this.#box === null) return;
    const [left, top, right, bottom] = this.#box.map((side) => side * this.#scale);
    const { style } = this.#pointer;
    style.left = `${left}px`;
    style.top = `${top}px`;
    style.width = `${right - left}px`;
    style.height = `${bottom - top}px`;
  }

  #wheel(event) {
    event.preventDefault();
    const frame = this.getBoundingClientRect();
    this.zoom(1.0015 ** -event.deltaY, { x: event.clientX - frame.left, y: event.clientY - frame.top });
  }

  #grab(event) {
    if (event.button !== 0) return;
    this.setPointerCapture(event.pointerId);
    const from = { x: event.clientX - this.#x, y: event.clientY - this.#y };
    const start = { x: event.clientX, y: event.clientY };
    let dragged = false;
    const follow = (moved) => {
      dragged ||= Math.hypot(moved.clientX - start.x, moved.clientY - start.y) > CLICK_PIXELS;
      if (!dragged) return;
      this.#x = moved.clientX - from.x;
      this.#y = moved.clientY - from.y;
      this.#draw();
    };
    this.addEventListener("pointermove", follow);
    const end = () => {
      this.removeEventListener("pointermove", follow);
      if (!dragged) this.#tellPlace(start);
    };
    this.addEventListener("lostpointercapture", end, { once: true });
  }

  /** Says where a click fell, in pixels of the view. */
  #tellPlace({ x, y }) {
    const frame = this.getBoundingClientRect();
    const column = (x - frame.left - this.#x) / this.#scale / Number(this.dataset.across);
    const row = (y - frame.top - this.#y) / this.#scale / Number(this.dataset.down);
    this.dispatchEvent(new CustomEvent("place", { detail: [column, row] }));
  }
}

/** Where a picture begins, so that it fills the room where it is larger, and lies in its middle where it is not. */
function within(begin, size, room) {
  return size <= room ? (room - size) / 2 : Math.min(0, Math.max(room - size, begin));
}

customElements.define("scan-viewer", ScanViewer);
