"""What tests stand on: databases, servers, a browser, the people of the test world. No test is in here."""
