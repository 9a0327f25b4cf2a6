"""The list of attacks. Each is a function of the bed that fails an assertion when something got through that must not."""
ATTACKS = []
BY_WORK = {"boot_count", "operations", "program"}  # what somebody paired may have moved in the course of an attack


def attack(group, title, works=False):
    """`works`: somebody paired does something on the way; dose, mode and what was delivered are as before all the same."""
    def enlist(run):
        ATTACKS.append((group, title, run, BY_WORK if works else set()))
        return run
    return enlist
