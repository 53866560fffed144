from portal.kit.numbering import NumberSequence

__all__ = ["NumberSequence"]
