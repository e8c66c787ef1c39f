from tests.desks import *  # noqa: F403 # fixtures
from tests.offices import *  # noqa: F403 # fixtures
