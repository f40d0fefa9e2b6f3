// Command peer is the far end of the benchmark: an API server's and a kubelet's port-forward in one process, made of
// Kubernetes' own libraries, with the app of app.go behind it. Everything else that clients ask for goes to the
// demo cluster. It ends when its standard input does.
package main

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"flag"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"strings"
	"time"

	"k8s.io/apiserver/pkg/util/proxy"
	"k8s.io/cri-streaming/pkg/streaming/portforward"
)

const (
	idleTimeout     = 4 * time.Hour
	creationTimeout = 30 * time.Second
)

func main() {
	cluster := flag.String("cluster", "", "URL of the demo cluster")
	flag.Parse()
	upstream, err := url.Parse(*cluster)
	if err != nil {
		log.Fatal(err)
	}
	certificate, authority, err := makeCertificate()
	if err != nil {
		log.Fatal(err)
	}
	// HTTP/1.1 only: upgrades know no other.
	settings := &tls.Config{Certificates: []tls.Certificate{certificate}, NextProtos: []string{"http/1.1"}}
	listener, err := tls.Listen("tcp", "127.0.0.1:0", settings)
	if err != nil {
		log.Fatal(err)
	}
	port := listener.Addr().(*net.TCPAddr).Port
	if err := json.NewEncoder(os.Stdout).Encode(map[string]any{"port": port, "authority": authority}); err != nil {
		log.Fatal(err)
	}
	server := &http.Server{Handler: handler(upstream), ErrorLog: log.New(io.Discard, "", 0)}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	log.Fatal(server.Serve(listener))
}

func handler(upstream *url.URL) http.Handler {
	rest := httputil.NewSingleHostReverseProxy(upstream)
	rest.FlushInterval = -1
	// The demo cluster is on loopback and has a certificate of its own making.
	rest.Transport = &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}
	kubelet := http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		// What clients call "ports", API servers call "port" when they ask kubelets.
		query := request.URL.Query()
		query["port"] = query["ports"]
		request.URL.RawQuery = query.Encode()
		options, err := portforward.NewV4Options(request)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		portforward.ServePortForward(&upgradeWriter{ResponseWriter: w}, request, app{}, "bench", "bench", options,
			idleTimeout, creationTimeout, []string{portforward.ProtocolV1Name})
	})
	tunnel := proxy.NewTunnelingHandler(kubelet)
	return http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		switch {
		case !strings.HasSuffix(request.URL.Path, "/portforward"):
			rest.ServeHTTP(w, request)
		case strings.Contains(request.Header.Get("Sec-Websocket-Protocol"), "SPDY/3.1"):
			tunnel.ServeHTTP(w, request)
		default:
			kubelet.ServeHTTP(w, request)
		}
	})
}

type app struct{}

func (app) PortForward(_ context.Context, _ string, _ string, _ int32, stream io.ReadWriteCloser) error {
	defer stream.Close()
	return serveApp(stream)
}
