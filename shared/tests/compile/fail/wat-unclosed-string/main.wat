(component
  (import "abc
