package main

// assets makes the browser's files that the program embeds.
func assets() error {
	return needNode()
}
