# Two targets: cpu (the default) and gpu. No torch in either: an edge box runs releases, it does not train them.
#   docker build --tag cargoscope .
#   docker build --tag cargoscope:gpu --target gpu .
FROM python:3.11-slim AS base
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/cargoscope cargoscope
WORKDIR /opt/cargoscope
COPY . .
ENV PATH=/opt/cargoscope/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    CARGOSCOPE_FOLDER=/var/lib/cargoscope
VOLUME /var/lib/cargoscope
EXPOSE 8420
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8420/readyz', timeout=4)"]
# Inside a container loopback reaches nobody; what the host lets through is compose.yaml's to say, and so is the proxy
# that ends TLS, without which this does not start.
CMD ["sh", "-euc", "CARGOSCOPE_SECRET=$(cat /run/secrets/cargoscope_secret); export CARGOSCOPE_SECRET; exec cargoscope serve --host 0.0.0.0"]

FROM base AS gpu
RUN requirements/install.sh .venv requirements/gpu.txt
# Without the GPU it does not start: a box that was bought for one must not be slow in secret.
ENV CARGOSCOPE_PROVIDER=cuda CARGOSCOPE_STRICT=true NVIDIA_VISIBLE_DEVICES=all NVIDIA_DRIVER_CAPABILITIES=compute,utility
USER cargoscope

FROM base AS cpu
RUN requirements/install.sh .venv requirements/cpu.txt
USER cargoscope
