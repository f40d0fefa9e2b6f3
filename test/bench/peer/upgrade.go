package main

import (
	"bufio"
	"errors"
	"net"
	"net/http"
)

// upgradeWriter lets a handler that announces its upgrade by WriteHeader answer through a tunnel, which takes upgrades
// only as bytes on the hijacked connection: in a cluster, a proxy between API server and kubelet does the same.
type upgradeWriter struct {
	http.ResponseWriter
	upgrading bool
}

func (w *upgradeWriter) WriteHeader(status int) {
	if status == http.StatusSwitchingProtocols {
		w.upgrading = true
		return
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *upgradeWriter) Flush() {
	if flusher, ok := w.ResponseWriter.(http.Flusher); ok && !w.upgrading {
		flusher.Flush()
	}
}

func (w *upgradeWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	hijacker, ok := w.ResponseWriter.(http.Hijacker)
	if !ok {
		return nil, nil, errors.New("the connection cannot be taken over")
	}
	conn, buffered, err := hijacker.Hijack()
	if err != nil || !w.upgrading {
		return conn, buffered, err
	}
	if buffered == nil {
		buffered = bufio.NewReadWriter(bufio.NewReader(conn), bufio.NewWriter(conn))
	}
	answer := &http.Response{
		StatusCode: http.StatusSwitchingProtocols,
		ProtoMajor: 1,
		ProtoMinor: 1,
		Header:     w.Header().Clone(),
	}
	if err := answer.Write(buffered); err != nil {
		return nil, nil, err
	}
	return conn, buffered, buffered.Flush()
}
