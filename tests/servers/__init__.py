"""Real servers for tests: MySQL, MariaDB, Redis and Nginx, private to the test run, on loopback."""
