"""The office's pages and its kill switch, measured: `python -m bench.office`."""
