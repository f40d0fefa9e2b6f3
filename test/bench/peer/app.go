package main

import (
	"encoding/binary"
	"fmt"
	"io"
	"time"
)

const blockBytes = 256 * 1024

// serveApp speaks test/bench/program.ts's protocol: nine bytes say what to do and how much, again and again.
func serveApp(stream io.ReadWriter) error {
	block := make([]byte, blockBytes)
	head := make([]byte, 9)
	for {
		if _, err := io.ReadFull(stream, head); err != nil {
			return nil
		}
		count := int64(binary.BigEndian.Uint64(head[1:]))
		switch head[0] {
		case 'D':
			for left := count; left > 0; left -= blockBytes {
				if _, err := stream.Write(block[:min(left, blockBytes)]); err != nil {
					return nil
				}
			}
		case 'U':
			for left := count; left > 0; {
				read, err := stream.Read(block[:min(left, blockBytes)])
				if err != nil {
					return nil
				}
				left -= int64(read)
			}
			if _, err := stream.Write([]byte{'k'}); err != nil {
				return nil
			}
		case 'E':
			if _, err := io.CopyBuffer(stream, stream, block); err != nil {
				return nil
			}
			return nil
		case 'C':
			_, _ = stream.Write([]byte{'c'})
			return nil
		case 'S':
			time.Sleep(time.Duration(count) * time.Millisecond)
		default:
			return fmt.Errorf("no such command: %q", head[0])
		}
	}
}
