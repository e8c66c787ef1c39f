"""Call detail records: descriptions of what each switch writes. The call log's engine executes them."""
