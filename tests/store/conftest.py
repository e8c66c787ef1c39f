from tests.offices import *  # noqa: F403 # fixtures
