package journal

import (
	"errors"
	"time"

	"branchbook/sync/fact"
)

// The write-ahead log is copied into the database beside the writer, for a commit that had to do it would wait long. A
// log that is only copied grows for ever, and one that grows commits half as fast as one that is written over; so when
// it has become long the writer is held for the little that is left to copy, and begins it anew.
const (
	checkpointEvery = 100 * time.Millisecond
	longLog         = 4_096 // pages, 16 MiB
	// restartWait is how long a held writer waits for readers of the old log. If they are slower, the next time does.
	restartWait = "20"
)

// checkpointer copies the log of one open book.
type checkpointer struct {
	c    *conn
	lead chan struct{} // the writer's token
	wake chan struct{} // holds one: something was committed
	stop chan struct{}
	done chan struct{}
}

// checkpoints starts a checkpointer beside a writer, which from here on copies nothing itself.
func (b *Book) checkpoints() error {
	if b.o.Sync != Full { // a simulator has no time that passes by itself
		return nil
	}
	c, err := open(b.path, "rw")
	if err != nil {
		return err
	}
	err = c.pragmas([][2]string{{"synchronous=FULL", "2"}, {"busy_timeout=" + restartWait, restartWait}})
	if err == nil {
		err = b.w.pragmas([][2]string{{"wal_autocheckpoint=0", "0"}})
	}
	if err != nil {
		return errors.Join(err, c.close())
	}
	b.beside = &checkpointer{c: c, lead: b.lead, wake: make(chan struct{}, 1), stop: make(chan struct{}),
		done: make(chan struct{})}
	go b.beside.run(func(err error) { b.o.Log.Error("checkpoint", "error", err) })
	return nil
}

// committed says that the log has grown.
func (k *checkpointer) committed() {
	if k == nil {
		return
	}
	select {
	case k.wake <- struct{}{}:
	default:
	}
}

// close ends the checkpointer. The caller may hold the writer's token.
func (k *checkpointer) close() error {
	if k == nil {
		return nil
	}
	close(k.stop)
	<-k.done
	return k.c.close()
}

func (k *checkpointer) run(failed func(error)) {
	defer close(k.done)
	for {
		select {
		case <-k.stop:
			return
		case <-k.wake:
		}
		if err := k.copy(); err != nil {
			failed(err)
		}
		select {
		case <-k.stop:
			return
		case <-time.After(checkpointEvery):
		}
	}
}

// copy copies what can be copied, and begins a long log anew.
func (k *checkpointer) copy() error {
	pages, err := k.pass(`PRAGMA wal_checkpoint(PASSIVE)`)
	if err != nil || pages < longLog {
		return err
	}
	select {
	case <-k.stop:
		return nil
	case k.lead <- struct{}{}:
	}
	defer func() { <-k.lead }()
	_, err = k.pass(`PRAGMA wal_checkpoint(RESTART)`)
	return err
}

// pass runs one checkpoint and gives the pages in the log. A reader in its way is no failure.
func (k *checkpointer) pass(pragma string) (int64, error) {
	return fact.One(k.c, func(r fact.Row) (pages int64, err error) {
		var busy, copied int64
		err = r.Scan(&busy, &pages, &copied)
		return pages, err
	}, pragma)
}
