// Package exact answers: how is JSON read and written so that nothing of it is lost?
package exact
