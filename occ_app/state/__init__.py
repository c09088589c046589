"""WHAT THE SCREEN REMEMBERS: disposable view state, handlers of ten lines or fewer."""
