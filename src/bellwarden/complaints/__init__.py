"""The complaint desk's judgement: what a message says, which calls it means, what law and terms say. No I/O."""
