"""The pipeline under Prefect. Thin on purpose: `flows` imports `summarize`, never the other way round."""

from flows.home import prepare_prefect

# Prefect reads its settings once, when it is first imported; every module here comes after this line.
prepare_prefect()
