"""WHO and MAY: the actor, the permissions table, the gate to rows, sessions, the web gate."""
