from tests.desks import *  # noqa: F403 # fixtures
from tests.offices import *  # noqa: F403 # fixtures
from tests.web.api_keys import *  # noqa: F403 # fixtures
from tests.web.people import *  # noqa: F403 # fixtures
