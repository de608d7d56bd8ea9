module example.com/triopatterns

go 1.25.0

require (
	golang.org/x/sync v0.22.0
	golang.org/x/time v0.14.0
)
