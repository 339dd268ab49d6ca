"""Every error that cargoscope raises on purpose, as one tree.

    CargoscopeError
    ├── ScanError               a scan cannot be used
    │   ├── ScanMissing         there is no such file, or it vanished, or it is a folder
    │   ├── ScanUnreadable      the bytes are damaged, cut short, or not what they claim to be
    │   ├── ScanUnsupported     a form that cargoscope does not accept (colour, a transfer syntax, ...)
    │   ├── ScanTooLarge        more columns, rows, pixels or bytes than are accepted
    │   └── DecoderKilled       decoding took too long or too much memory
    ├── ReleaseError            a release folder is damaged, incomplete or not for this scan
    ├── ProviderError           the asked-for execution provider is not the one that would run
    ├── OutputError             a result cannot be written
    ├── RecipeError             a training recipe says something that cannot be done
    ├── DataSetError            a data set, annotation or manifest cannot be used
    ├── ResultsError            results of an evaluation cannot be used, or do not suffice for what is asked of them
    ├── SettingsError           the service is set up in a way that it refuses to start with
    ├── StorageError            the store of scans and inspections cannot be used
    ├── PolicyError             a policy says something that cannot be done
    └── Refusal                 what was asked for cannot be done as things are (a name taken, a scan decided already)

The text of each is one line that a person can act on: what happened, what came in, what to do.
Anything else that escapes is a defect of ours, not of the input.
"""


class CargoscopeError(Exception):
    """Base of all errors that are meant for a person."""


class ScanError(CargoscopeError):
    """A scan cannot be used; the text does not repeat the file's name, callers put it in front."""


class ScanMissing(ScanError):
    """There is no file to read."""


class ScanUnreadable(ScanError):
    """The bytes are damaged, cut short, or not what they claim to be."""


class ScanUnsupported(ScanError):
    """The file is sound but of a form that is not accepted."""


class ScanTooLarge(ScanError):
    """The header announces more than is accepted."""


class DecoderKilled(ScanError):
    """The decoder was ended because it took too long or too much memory, or it died."""


class ReleaseError(CargoscopeError):
    """A release folder is damaged, incomplete, or not made for this kind of scan."""


class ProviderError(CargoscopeError):
    """The execution provider that was asked for is not the one that would run."""


class OutputError(CargoscopeError):
    """A result cannot be written."""


class RecipeError(CargoscopeError):
    """A recipe says something that cannot be done."""


class DataSetError(CargoscopeError):
    """A data set, annotation or manifest cannot be used."""


class ResultsError(CargoscopeError):
    """Results of an evaluation cannot be used, or do not suffice for what is asked of them."""


class SettingsError(CargoscopeError):
    """The service is set up in a way that it refuses to start with."""


class StorageError(CargoscopeError):
    """The store of scans and inspections cannot be used."""


class PolicyError(CargoscopeError):
    """A policy says something that cannot be done."""


class Refusal(CargoscopeError):
    """What was asked for cannot be done as things are: a name is taken, a scan was decided already."""
