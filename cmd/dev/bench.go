package main

// bench runs the program in cmd/dev/bench. It is a program of its own because it imports the whole product,
// which this one must not.
func bench(args []string) error {
	if err := needAssets(); err != nil {
		return err
	}
	if err := needCompiler(); err != nil {
		return err
	}
	return step(nil, "go", append([]string{"run", "./cmd/dev/bench"}, args...)...)
}
