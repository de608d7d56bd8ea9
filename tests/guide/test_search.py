"""What one types leads to its page: names, errors, plain words, and code."""

from __future__ import annotations

import shlex

import pytest

from trio_patterns.guide.catalogue import CatalogueError, Construct, load
from trio_patterns.guide.search import choose, search
from trio_patterns.guide.search_select import pages

LEADS_TO = {
    "context deadline exceeded": "context_timeout",
    "unhandled errors in a TaskGroup": "except_around_nursery",
    "Exceptions from Trio nursery": "except_around_nursery",
    "Nursery is closed to new arrivals": "closed_nursery",
    "TrioInternalError": "yield_in_nursery",
    "BusyResourceError": "tcp_proxy",
    "child exited without calling task_status.started()": "owned_worker",
    "object NoneType can't be used in 'await' expression": "not_awaited",
    "ExceptionGroup: Exceptions from Trio nursery": "except_around_nursery",
    "defer": "panic_recover",
    "close channel": "close_by_sender",
    "debounce": "debounce",
    "cache": "memo",
    "expiry": "memo",
    "cron": "scheduler",
    "lease": "lease",
    "leader": "lease",
    "barrier": "barrier",
    "latch": "barrier",
    "priority queue": "queues",
    "unbounded queue": "queues",
    "retry": "retry",
    "backoff": "retry",
    "throttle": "debounce",
    "batch": "batcher",
    "publish subscribe": "hub",
    "subscriber": "hub",
    "subscribers": "hub",
    "supervisor": "supervisor",
    "watchdog": "supervisor",
    "heartbeat": "supervisor",
    "crawler": "crawler",
    "pool": "connection_pool",
    "subprocess": "run_process",
    "websocket": "http_service",
    "http server": "http_service",
    "return value of a task": "errgroup",
    "cancel a task": "context_cancel",
    "actor": "actor",
    "future": "actor",
    "promise": "actor",
    "wg.Go": "all_at_once",
    "wg.Add(1)": "fetch_urls",
    "mu.Lock": "mutex_counter",
    "mu . Lock()": "mutex_counter",
    "once.Do(f)": "once",
    "ctx.Err": "cancellation",
    "<-ctx.Done()": "cancellation",
    "g.Wait": "errgroup",
    "err := g.Wait()": "errgroup",
    "ch <- x": "buffered",
    "results <- found": "buffered",
    "x := <-results": "receive_range",
    "v, ok := <-ch": "comma_ok",
    "value, more := <-results": "comma_ok",
    "for v := range ch": "receive_range",
    "len(ch)": "channel_make",
    "go func": "goroutine",
    "go func() {": "goroutine",
    "select {}": "simple_select",
    "select {": "simple_select",
    "defer cancel()": "context_cancel",
    "context.WithTimeout(ctx, d)": "context_timeout",
    "time.After(time.Second)": "time_after",
    # A field, and the line that it stands in.
    "p.mu.Lock()": "mutex_counter",
    "defer s.mutex.Unlock()": "mutex_counter",
    "ps.mx.RLock()": "rwmutex",
    "s.wg.Add(len(jobs))": "fetch_urls",
    "p.cond.Broadcast()": "cond_map_pool",
    "sentinelOnce.Do(load)": "once",
    "p.cmd.Process.Kill()": "run_process",
    "server.ListenAndServe()": "http_service",
    "time.AfterFunc(10*time.Second, func() {": "timer_reset",
    "timeout.Stop()": "timer_reset",
    "defer tick.Stop()": "timer_ticker",
    "return nil, ctx.Err()": "cancellation",
    "if recover() != nil {": "panic_recover",
    "len(p.ch) == 0": "channel_make",
    "atomic.LoadUint32(&p.ready)": "atomics",
    "var mu sync.RWMutex": "rwmutex",
    "new(sync.Mutex)": "mutex_counter",
    "&sync.WaitGroup{}": "fetch_urls",
    "<-p.stopped": "done_channel",
    "defer close(c.quit)": "done_channel",
    "h.done <- struct{}{}": "done_channel",
    "c.jobs <- job": "buffered",
    "job := <-p.jobs": "receive_range",
    "job, ok = <-p.jobs": "comma_ok",
    "make(chan struct{})": "done_channel",
    "make(chan Job, 100)": "buffered",
    "make(chan os.Signal, 10)": "graceful_shutdown",
    "jobs chan chan func()": "actor",
    "stop <-chan struct{}": "one_way",
    "job := make(chan *Job, 10)": "buffered",
    "done := make(chan struct{})": "done_channel",
    "wg := new(sync.WaitGroup)": "fetch_urls",
    "var quiet <-chan time.Time": "time_after",
    "queue chan Job": "channel_make",
    "if err := <-errs; err != nil {": "receive_range",
    "func (p *Pinger) Done() <-chan bool {": "one_way",
    "<-sem": "semaphore",
    "case sem <- struct{}{}:": "semaphore",
    "defer func() { <-sem }()": "semaphore",
    "a.sema <- struct{}{}": "semaphore",
    "inFlightSem chan struct{}": "semaphore",
    "go a.run(func(ctx context.Context) bool {": "goroutine",
    "done: make(chan struct{}),": "done_channel",
    "errs: make(chan error, 1),": "buffered",
    "return entry.expired(time.Now())": "clocks",
    "func (s *Silences) maintain(stop <-chan struct{}) {": "one_way",
    "a.client.Do(req)": "http_service",
    "break loop": "select_statement",
    # The cases of a select.
    "case <-ctx.Done():": "cancellation",
    "case <-time.After(c.pause(i)):": "time_after",
    "case <-ticker.C:": "timer_ticker",
    "case <-heartbeat.C:": "timer_ticker",
    "case <-timeout.C:": "timer_reset",
    "case <-p.stopCh:": "done_channel",
    "case job := <-p.jobs:": "simple_select",
    "case job, ok := <-p.jobs:": "comma_ok",
    "case s.output <- message:": "select_statement",
    # Words, which need not stand together.
    "stop a worker": "owned_worker",
    "work queue": "worker_pool",
    "submit a task": "worker_pool",
    "unsubscribe": "hub",
    "too many requests": "try_acquire",
    "drain": "batcher",
    "health check": "supervisor",
    "keepalive pings": "supervisor",
    "kill the process group": "run_process",
    "reverse proxy": "http_service",
    "load balancer": "http_service",
    "watch a file": "config_reload",
    "tail": "files",
    "os.IsNotExist(err)": "files",
    "tomb.Tomb": "owned_worker",
    "t.Dying()": "owned_worker",
    "idle timeout": "connection_pool",
    "leaky bucket": "rate_limiter",
    "distributed lock": "lease",
    "conn.SetWriteDeadline(t)": "line_server",
    "write pump": "chat_server",
    "dataloader": "batcher",
    "lazy initialization": "once",
    "maximum concurrent jobs": "semaphore",
    "circuit breaker": "circuit_breaker",
    "gobreaker": "circuit_breaker",
    "goroutine per host": "crawler",
    "crawl delay": "crawler",
    "udp": "line_server",
    "conn.ReadFrom(buffer)": "line_server",
    "too many open files": "line_server",
    "TLS": "line_server",
    "LRU cache": "memo",
    "thundering herd": "singleflight",
    "skip a job if it is still running": "scheduler",
    "quiesce": "graceful_shutdown",
    "close in reverse order": "run_group",
    "constant rate": "rate_limit",
    "infinite queue": "queues",
    "reconnect": "supervisor",
    "client that reconnects": "supervisor",
    "delay queue": "scheduler",
    "heap of timers": "scheduler",
    "pending requests by id": "rpc_client",
    "call := c.pending[id]": "rpc_client",
    "client.Go(method, args, reply, nil)": "rpc_client",
    "rpc.ErrShutdown": "rpc_client",
    "correlation id": "rpc_client",
    "request id": "rpc_client",
    "multiplex": "rpc_client",
    "call.Done": "rpc_client",
    "two writers on one connection": "rpc_client",
    "write loop": "rpc_client",
    "quit channel": "done_channel",
    "debounce with a maximum wait": "debounce",
    "graceful shutdown": "graceful_shutdown",
    "stdin": "stdin_lines",
    "os.Stdin": "stdin_lines",
    "bufio.NewScanner(os.Stdin)": "stdin_lines",
    "scanner := bufio.NewScanner(os.Stdin)": "stdin_lines",
    "reader := bufio.NewReader(os.Stdin)": "stdin_lines",
    "keyboard": "stdin_lines",
    "Ctrl-D": "stdin_lines",
    "input()": "stdin_lines",
    "_, err := fmt.Scanln(&name)": "stdin_lines",
    "input": "stdin_lines",
    # What services do.
    "lease renewal": "lease",
    "connection pool with health check": "connection_pool",
    "fan-in of many subscriptions": "fan_out",
    "flush on close": "batcher",
    "write-behind cache": "batcher",
    "full jitter": "retry",
    "dead-letter queue": "retry",
    "idempotent consumer": "retry",
    "deduplicate messages": "retry",
    "bounded parallel downloads": "errgroup_limit",
    "resume a download": "errgroup_limit",
    "slow consumer": "hub",
    "graceful restart": "graceful_shutdown",
    "zero downtime restart": "graceful_shutdown",
    "two-phase shutdown": "graceful_shutdown",
    "drain on shutdown with deadline": "graceful_shutdown",
    "signal handling": "graceful_shutdown",
    "request coalescing": "singleflight",
    "rate limit per key": "rate_limiter",
    "consumer group": "worker_pool",
    "order per key": "worker_pool",
    "state machine with timers": "timer_reset",
    "rendezvous": "barrier",
    "quorum": "barrier",
    "supervision tree": "supervisor",
    "restart intensity": "supervisor",
    "worker that dies": "supervisor",
    "bulkhead": "semaphore",
    "deadline propagation": "context_timeout",
    "partial results": "context_timeout",
    "tracing span": "context_value",
    "token refresh": "memo",
    "lock per key": "memo",
    "stale while revalidate": "memo",
    "service discovery": "config_reload",
    "saga": "cut_cleanup",
    "collect errors": "errgroup",
    "first result wins": "redundant",
    "mutex with timeout": "mutex_counter",
    "recover middleware": "handler_error",
    "progress bar": "timer_ticker",
    "zookeeper leader": "lease",
    "goroutine per connection": "line_server",
    "reconnect on error": "supervisor",
    "cancel the previous request": "debounce",
    "only the latest value": "queues",
    "wait until ready": "owned_worker",
    "context in a struct": "owned_worker",
    "close once": "close_by_many",
    "goroutine pool": "worker_pool",
    "errCh": "errgroup",
    "error channel": "errgroup",
    "graceful stop": "graceful_shutdown",
    "broadcast to all": "hub",
    "cancel a thread": "thread_timeout",
    "wake up a goroutine": "nudge",
    "results in order": "fan_out",
    "trace id": "context_value",
    "for range ticker.C {": "timer_ticker",
    "for now := range s.tick.C {": "timer_ticker",
    # Pages in prose.
    "which select": "which_select",
    "who owns": "ownership",
    "who owns this goroutine": "ownership",
    "port a service": "port_a_service",
    "goroutine that guards state": "ownership",
    "goroutine in a constructor": "ownership",
    "fire and forget": "ownership",
    "how do I test": "testing",
    "flaky test": "testing",
    "hazards": "hazards",
    "common mistakes": "hazards",
    "more than one core": "beyond_one_thread",
    "callback": "thread_callbacks",
    "callback from another thread": "thread_callbacks",
    "must be called from async context": "thread_callbacks",
    "RuntimeError: must be called from async context": "thread_callbacks",
    "call_soon_threadsafe": "thread_callbacks",
    "trio.from_thread.run_sync(f)": "thread_callbacks",
    # The texts of errors, with what stands around them.
    "read tcp 127.0.0.1:80: use of closed network connection": "line_server",
    "write: broken pipe": "line_server",
    "dial tcp: lookup example.org: no such host": "line_server",
    "websocket: concurrent write to websocket connection": "rpc_client",
    "panic: sync: negative WaitGroup counter": "waitgroup_traps",
    "rate: Wait(n=1) would exceed context deadline": "rate_limiter",
    "trio.BusyResourceError: another task is already using it": "tcp_proxy",
    "RuntimeError: attempt to re-acquire an already held Lock": "locked_twice",
    "WARNING: DATA RACE": "race_detector",
    "wait: signal: killed": "run_process",
    # A method, a type or a function that no page names.
    "cmd.CombinedOutput()": "run_process",
    "out, err := cmd.ObscureMethod()": "run_process",
    "path, err := exec.LookPath(name)": "run_process",
    "if atomic.LoadInt32(&p.state) == closed {": "atomics",
    "reloads atomic.Uint32": "atomics",
    "pings map[uint32]chan struct{}": "channel_make",
    "func (s *subscription) buffer(in chan *Message, n int) {": "channel_make",
    "const interval = 5 * time.Second": "clocks",
    "addr := net.JoinHostPort(host, port)": "line_server",
    "case ack := <-f.Ok():": "simple_select",
    "errors.Is(err, context.Canceled)": "cancellation",
    "if err != io.EOF {": "line_server",
    "err == context.DeadlineExceeded": "context_timeout",
    "conn.SetPongHandler(func(string) error {": "supervisor",
    "conn.WriteMessage(websocket.TextMessage, data)": "chat_server",
    "shutdown chan struct{}": "done_channel",
    "case <-w.abort:": "done_channel",
    "w.clock.AfterFunc(d, func() {": "timer_reset",
    "now := s.clock.Now()": "clocks",
    "Get(ctx context.Context, key string) error": "cancellation",
    "func (m *Mutex) TryLock(ctx context.Context) error {": "cancellation",
    "go c.reconnect(done)": "ownership",
    "defer func() {": "panic_recover",
    "defer func() { close(p.done) }()": "done_channel",
    "c.clientWaitGroup.Wait()": "fetch_urls",
    "idle = time.NewTimer(d)": "timer_reset",
    "case <-idle.C:": "timer_reset",
    "Consumers(stream string) <-chan *Info": "one_way",
    "detached context": "without_cancel",
    "ignore cancellation": "without_cancel",
    "read pump": "chat_server",
    "defer func(){ if err := recover(); err != nil {": "panic_recover",
    "defer func() {\n\tif r := recover(); r != nil {\n\t\tlog(r)": "panic_recover",
}
# Whole select statements lead by their cases.
SELECTS = {
    "select { case <-ctx.Done(): return ctx.Err() default: }": "sleep_or_stop",
    "select {\ncase <-time.After(d):\ncase <-s.stop:\n\treturn\n}": "sleep_or_stop",
    "select { case <-timer.C: case <-ctx.Done(): timer.Stop() }": "sleep_or_stop",
    "select { case job := <-jobs: run(job) case <-ctx.Done(): }": "context_cancel",
    "select { case out <- v: case <-ctx.Done(): return }": "context_cancel",
    "select { case v := <-ch: use(v) case <-time.After(time.Second): }": "time_after",
    "for { select { case <-ticker.C: poll() case <-quit: return } }": "timer_ticker",
    "select { case j := <-jobs: case <-tick.C: case <-p.done: }": "select_statement",
    "select { case ch <- v: default: dropped++ }": "select_statement",
    "select { case wake <- struct{}{}: default: }": "nudge",
    "if !t.Stop() { select { case <-t.C: default: } }": "timer_reset",
    "select { case sem <- struct{}{}: default: return errBusy }": "try_acquire",
    "select { case v := <-a: f(v) case v := <-b: g(v) }": "simple_select",
    "select { case c := <-h.register: case m := <-h.broadcast: }": "hub",
    "select { case s := <-signals: log(s) case err := <-errs: }": "graceful_shutdown",
    # A value that is kept is no stop signal, and a variable may hide a timer.
    "select { case err := <-done: return err case <-ctx.Done(): }": "context_cancel",
    "select { case <-ctx.Done(): case m := <-s.control: case id := <-s.serviceDone: "
    "case <-s.resumeTimer: }": "which_select",
    "select { case <-ctx.Done(): return case r := <-results: case <-t.C: draw() }": (
        "which_select"
    ),
    "for { select { case <-ctx.Done(): return case <-t.C: poll() } }": "sleep_or_stop",
    # A select within: it is not its cases that count.
    "select { case v := <-a: select { default: } case <-done: }": "context_cancel",
    # Cut off, as one selects it with the mouse.
    "select {\ncase <-ctx.Done():\n\treturn err\ncase v, ok := <-ch:": "context_cancel",
}
LEADS_TO.update(SELECTS)
LEADS_TO.update(
    {
        "dependency graph": "task_graph",
        "wait for dependencies": "task_graph",
        "dag": "task_graph",
        "restart a process": "run_process",
        "SIGKILL": "run_process",
        "late joiner": "hub",
        "history": "hub",
        "server-sent events": "http_service",
        "happy eyeballs": "redundant",
        "takeover": "owned_worker",
        "wait until connected": "owned_worker",
        "periodic flush": "batcher",
        "flush on close": "batcher",
        "growing pool": "worker_pool",
        "QueueUpdate": "actor",
        "ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), t)": (
            "without_cancel"
        ),
        "case p.wake <- struct{}{}:": "nudge",
        "tlsConn.Handshake()": "line_server",
        "requeue a failed job": "worker_pool",
        "prefetch": "pipeline",
        "stopOnce.Do(func() { close(stopch) })": "once",
        "go func() {\n\twg.Wait()\n\tclose(results)\n}()": "close_by_many",
        "pause": "owned_worker",
        "pause and resume": "owned_worker",
        "pause a consumer": "owned_worker",
        "stop now or finish the rest": "owned_worker",
        "wg.Wait with timeout": "waitgroup_traps",
        "wait for jobs with a timeout": "waitgroup_traps",
        "WaitGroup timeout": "waitgroup_traps",
        "shadow traffic": "try_acquire",
        "traffic mirroring": "try_acquire",
        "mirror requests": "try_acquire",
        "background task of a handler": "try_acquire",
        "worker for each session": "worker_pool",
        "gc idle sessions": "worker_pool",
        "goroutine per key": "worker_pool",
        "worker that goes when idle": "worker_pool",
    }
)
# A send leads by what its channel is called, and a line of several by what it says.
LEADS_TO.update(
    {
        "results <- result{i, v}": "scatter_gather",
        's.errCh <- fmt.Errorf("closed")': "errgroup",
        "jobs <- job{}\nclose(jobs)": "worker_pool",
        "c.snapshot <- replyChan\nreturn <-replyChan": "actor",
        "request.reply <- answer": "actor",
        "ps.cmdChan <- cmd[T, M]{op: sub, topics: topics}": "hub",
        "w.Event <- event": "hub",
        "sem <- struct{}{}\ndefer func() { <-sem }()": "semaphore",
        "sem <- struct{}{}\ngo func() {\n\tdefer func() { <-sem }()": "semaphore",
        "close(f.pending)\nf.wg.Wait()": "owned_worker",
        "close(c.quit)\n<-c.shutdown": "owned_worker",
        "l.heartbeatCancel()\nl.heartbeatWG.Wait()": "owned_worker",
        "cmd.Stdin = os.Stdin": "run_process",
        "log.Fatalf": "exit_in_goroutine",
        "limit per host": "crawler",
        "only one computes, the others wait": "memo",
        "retry an http request": "retry",
        "stop workers gracefully after the current request": "sleep_or_stop",
        "LIFO queue": "queues",
    }
)
# What clients and tools do.
LEADS_TO.update(
    {
        "defer logger.Close()": "owned_worker",
        "flush even when cancelled": "owned_worker",
        "drain on close": "owned_worker",
        "async logger": "owned_worker",
        "close waits for pending messages or is forced to stop": "owned_worker",
        "handle with wait, cancel and error": "actor",
        "cancel a job and wait for its end": "actor",
        "task handle": "actor",
        "reconnecting websocket client": "reconnect",
        "reconnect": "reconnect",
        "resubscribe after reconnect": "reconnect",
        "wait for the first connection": "reconnect",
        "write while not connected": "reconnect",
        "add and remove services at run time": "supervisor",
        "remove a service and wait for it": "supervisor",
        "map[serviceID]context.CancelFunc": "supervisor",
        "service that does not stop within the timeout": "supervisor",
        "release the lock when cancelled": "lease",
        "wait for running jobs after stop": "scheduler",
        "job every hour": "scheduler",
        "httptrace": "http_service",
        "MaxIdleConnsPerHost": "http_service",
        "blocking database driver": "connection_pool",
        "subscribe once": "hub",
        "wait at most so long for a place": "semaphore",
        "change the limit at run time": "semaphore",
        "total_tokens": "semaphore",
        "semaphore per key": "semaphore",
        "events channel and errors channel": "simple_select",
        "select { case e := <-w.Event: case err := <-w.Error: case <-w.Closed: }": (
            "simple_select"
        ),
    }
)
# What no name has, and a page says all the same.
IN_PROSE = {
    "replace the old connection": "rpc_client",
    "half a message on the wire": "rpc_client",
}


def test_a_select_without_cases_is_a_word() -> None:
    assert pages("select { }") == []
    assert search(load(), "select {}")[0].name == "simple_select"


def test_the_best_page_for_a_select_stands_first() -> None:
    first = {typed: search(load(), typed)[0].name for typed in SELECTS}
    assert first == SELECTS


@pytest.mark.parametrize(("typed", "name"), (LEADS_TO | IN_PROSE).items())
def test_it_is_among_the_first_three(typed: str, name: str) -> None:
    assert name in [construct.name for construct in search(load(), typed)][:3]


def test_nothing_typed_is_all_of_them() -> None:
    assert search(load(), " ") == list(load().constructs)


def test_nothing_answers_to_what_is_no_name() -> None:
    assert search(load(), "xyzzy") == []


def test_a_name_that_one_construct_has_is_enough() -> None:
    for typed in ("sync.Once", "once", "B7", " b7 "):
        assert choose(load(), typed).name == "once"


@pytest.mark.parametrize("typed", ["WaitGroup", "v, ok := <-ch", "select", "chan"])
def test_of_several_the_first_are_named(typed: str) -> None:
    found = [each for each in search(load(), typed) if isinstance(each, Construct)]
    with pytest.raises(CatalogueError) as caught:
        choose(load(), typed)
    first = ", ".join(construct.name for construct in found[:5])
    assert f"is in {len(found)} constructs, name one: {first}" in str(caught.value)
    listed = f"all of them: trio-patterns list {shlex.quote(typed)}"
    assert str(caught.value).endswith(listed) == (len(found) > 5)


@pytest.mark.parametrize("typed", ["which_select", "port a service"])
def test_a_page_in_prose_has_nothing_to_run(typed: str) -> None:
    title = search(load(), typed)[0].title
    with pytest.raises(CatalogueError, match=f"is answered by a page.*{title[:10]}"):
        choose(load(), typed)


@pytest.mark.parametrize("typed", ["", "xyzzy"])
def test_of_none_there_is_an_error(typed: str) -> None:
    with pytest.raises(CatalogueError, match="there is no construct"):
        choose(load(), typed)
