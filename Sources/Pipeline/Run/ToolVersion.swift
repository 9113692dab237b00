/// Version of the tool, recorded in every run.
package let toolVersion = "0.1.0"
