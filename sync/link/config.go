package link

import (
	"crypto/ed25519"
	"fmt"
	"hash/fnv"
	"net"
	"strings"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"branchbook/sync/link/wire"
)

// account is the one NATS account; there is no system account and no JetStream behind any door.
const account = "SYNC"

// Subjects of a network. Each is readable with the public nats client by a user with permission.
func upSubject(network, node string) string   { return "bb." + network + ".up." + node }
func downSubject(network, node string) string { return "bb." + network + ".down." + node }
func sysSubject(network, node string) string  { return "bb." + network + ".sys." + node + ".>" }
func inboxPrefix(node string) string          { return "_INBOX_" + node }
func askSubject(network, node, verb string) string {
	return "bb." + network + ".ask." + node + "." + verb
}

// Timing is every interval of the link. The zero value means the defaults.
type Timing struct {
	Heartbeat  time.Duration // hello when there is nothing else to say; 20 s
	Timeout    time.Duration // of one request; 30 s
	BackoffMin time.Duration // after the first failure; 1 s
	BackoffMax time.Duration // after many; 60 s
	Silence    time.Duration // without a word from the hub: the connection is torn down; 60 s
	Restart    time.Duration // without a word: the embedded server is restarted; 5 min
	Ping       time.Duration // of the leaf connection, three unanswered end it; 15 s
	Reconnect  time.Duration // between attempts to connect, plus up to as much jitter; 2 s
	Dial       time.Duration // of connecting, TLS included; 15 s
	Write      time.Duration // until a stuck write ends the connection; 20 s
	Look       time.Duration // how often the branch looks whether the line came back; 500 ms
}

func (t Timing) orDefaults() Timing {
	for _, d := range []struct {
		have *time.Duration
		want time.Duration
	}{
		{&t.Heartbeat, 20 * time.Second}, {&t.Timeout, 30 * time.Second},
		{&t.BackoffMin, time.Second}, {&t.BackoffMax, time.Minute},
		{&t.Silence, time.Minute}, {&t.Restart, 5 * time.Minute},
		{&t.Ping, 15 * time.Second}, {&t.Reconnect, 2 * time.Second},
		{&t.Dial, 15 * time.Second}, {&t.Write, 20 * time.Second}, {&t.Look, 500 * time.Millisecond},
	} {
		if *d.have <= 0 {
			*d.have = d.want
		}
	}
	return t
}

// jittered spreads branches that lost the hub at the same moment: the same node always waits the same.
func jittered(d time.Duration, node string) time.Duration {
	h := fnv.New32a()
	h.Write([]byte(node))
	return d + d*time.Duration(h.Sum32()%1000)/2000
}

// commonConfig is what both servers say. Bodies are compressed before they are signed, so the leaf connection
// does not compress again.
func commonConfig(name string, t Timing) string {
	return fmt.Sprintf(`
server_name: %q
max_payload: %d
max_control_line: 1024
ping_interval: %q
ping_max: 3
write_deadline: %q
no_system_account: true
`, name, wire.MaxFrame, t.Ping, t.Write)
}

// hubConfig is the hub's server: nobody listens for clients, only members' leaf connections are let in, each
// to its own subjects. Secrets are no part of it; TLS is added as a value.
func hubConfig(network, listen, hubKey string, members []Member, t Timing) (string, error) {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return "", fmt.Errorf("hub listens on %q: %w", listen, err)
	}
	if port == "0" {
		port = "-1" // the server's word for "any"
	}
	var users strings.Builder
	for _, m := range members {
		fmt.Fprintf(&users, `
    { nkey: %s, allowed_connection_types: ["LEAFNODE"], permissions {
        publish   { allow: [%q, %q, %q] }
        subscribe { allow: [%q, %q, %q] } } }`,
			m.NKey, upSubject(network, m.Node), askSubject(network, m.Node, ">"), sysSubject(network, m.Node),
			downSubject(network, m.Node), sysSubject(network, m.Node), inboxPrefix(m.Node)+".>")
	}
	return commonConfig("hub-"+network, t) + fmt.Sprintf(`
accounts { %s { users: [
    { nkey: %s, allowed_connection_types: ["IN_PROCESS"] }%s
] } }
leafnodes {
  host: %q, port: %s
  no_advertise: true
  isolate_leafnode_interest: true
  compression: off
  write_deadline: %q
  min_version: "2.15.0"
}
`, account, hubKey, users.String(), host, port, t.Write), nil
}

// edgeConfig is a branch's server: no door at all, one way out.
func edgeConfig(node, box string, addresses []string, t Timing) string {
	urls := make([]string, len(addresses))
	for i, a := range addresses {
		urls[i] = fmt.Sprintf("%q", "tls://"+a)
	}
	return commonConfig(node+"-"+box, t) + fmt.Sprintf(`
leafnodes {
  reconnect: %q
  write_deadline: %q
  remotes: [ {
    urls: [%s]
    no_randomize: true
    ignore_discovered_servers: true
    dial_timeout: %q
    first_info_timeout: %q
    compression: off
  } ]
}
`, jittered(t.Reconnect, node), t.Write, strings.Join(urls, ", "), t.Dial, t.Dial)
}

// parseOptions reads a configuration text. The text, not the Go struct, is the server's stable interface, and
// unknown words in it are errors.
func parseOptions(text string) (*server.Options, error) {
	o := &server.Options{}
	if err := o.ProcessConfigString(text); err != nil {
		return nil, fmt.Errorf("nats configuration: %w", err)
	}
	o.DontListen = true
	o.NoSigs = true
	return o, nil
}

// Member is a branch that may speak.
type Member struct {
	Node string
	Key  ed25519.PublicKey // signs frames and the TLS certificate
	NKey string            // its NATS user
}
