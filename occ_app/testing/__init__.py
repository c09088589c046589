"""What a module author's tests import: databases, factories, actors, browser, socket client."""
