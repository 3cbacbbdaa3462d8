"""dcsim: what-if simulation of data-centre sites."""
