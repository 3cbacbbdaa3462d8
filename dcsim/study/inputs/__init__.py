"""What is not known of the inputs: which values are guesses, and what they do to the answer."""

from dcsim.study.inputs.guesses import Guess, guesses_of
from dcsim.study.inputs.outer import Doubt, doubt
from dcsim.study.inputs.sensitivity import Sensitivity, Swing, sensitivity

__all__ = ["Doubt", "Guess", "Sensitivity", "Swing", "doubt", "guesses_of", "sensitivity"]
