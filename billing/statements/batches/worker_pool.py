"""Chunks made by several processes of this machine."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from dataclasses import replace
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkContext, ForkProcess

from django.db import connection

from billing.statements.batches.batch import BatchOptions, Chunk
from billing.statements.batches.generation import Outcome, Tell, make_chunk, tell_nobody

Order = tuple[int, Chunk, BatchOptions]
# A number is that of a chunk in which one more statement is done.
WorkerReply = Outcome | str | int


class WorkerDied(Exception):
    """A process ended before its chunk was done, or an error ended the chunk."""


def make_here(
    batch_id: int, chunks: Sequence[Chunk], batch_options: BatchOptions, tell: Tell = tell_nobody
) -> Iterator[Outcome]:
    """One after the other in this process. A dead mail server is asked once; a full disk ends
    the run."""
    for chunk in chunks:
        outcome = make_chunk(batch_id, chunk, batch_options, tell)
        yield outcome
        if outcome.disk_is_full:
            return
        if outcome.mail_is_down:
            batch_options = replace(batch_options, email=False)


class Workers:
    """`count` processes, begun before this one has a connection to the database, so that they
    share none. They end with this process, however it ends: their pipe is then closed."""

    def __init__(self, count: int) -> None:
        # Loaded once, before the processes part.
        from portal.kit.pdf import rendering  # noqa: PLC0415 - slow to load

        rendering.get_ready()
        gc.collect()
        gc.freeze()
        connection.close()
        context = get_context("fork")
        self._pipes: list[Connection] = []
        self._processes: list[ForkProcess] = []
        for _number in range(count):
            self._begin(context)

    def _begin(self, context: ForkContext) -> None:
        ours, theirs = context.Pipe()
        process = context.Process(target=_obey, args=(theirs, ours), daemon=True)
        process.start()
        theirs.close()
        self._pipes.append(ours)
        self._processes.append(process)

    def make(
        self,
        batch_id: int,
        chunks: Sequence[Chunk],
        batch_options: BatchOptions,
        tell: Tell = tell_nobody,
    ) -> Iterator[Outcome]:
        """What becomes of each chunk, in the order they get done. Raises WorkerDied, after what
        others had begun is done."""
        orders = iter(chunks)
        busy: dict[Connection, Chunk] = {}
        trouble = ""
        for pipe in self._pipes:
            self._next(pipe, busy, orders, batch_id, batch_options)
        while busy:
            ready = wait(list(busy))
            for pipe in [one for one in busy if one in ready]:
                answer = _answer(pipe)
                if isinstance(answer, int):
                    tell(answer)
                    continue
                del busy[pipe]
                if isinstance(answer, str):
                    trouble, orders = answer, iter(())
                    continue
                yield answer
                if answer.disk_is_full:
                    orders = iter(())
                if answer.mail_is_down:
                    batch_options = replace(batch_options, email=False)
                self._next(pipe, busy, orders, batch_id, batch_options)
        if trouble:
            raise WorkerDied(trouble)

    def _next(
        self,
        pipe: Connection,
        busy: dict[Connection, Chunk],
        orders: Iterator[Chunk],
        batch_id: int,
        batch_options: BatchOptions,
    ) -> None:
        chunk = next(orders, None)
        if chunk is not None:
            pipe.send((batch_id, chunk, batch_options))
            busy[pipe] = chunk

    def end(self) -> None:
        """Let them go, and wait until they are gone."""
        for pipe in self._pipes:
            pipe.close()
        for process in self._processes:
            process.join()


def _answer(pipe: Connection) -> WorkerReply:
    try:
        answer: WorkerReply = pipe.recv()
    except (EOFError, ConnectionResetError):
        return "A process ended before its statements were done"
    return answer


def _obey(orders: Connection, parents_end: Connection) -> None:
    """Make what comes until the pipe closes."""
    parents_end.close()
    while True:
        try:
            order: Order = orders.recv()
        except (EOFError, ConnectionResetError):
            return
        try:
            orders.send(make_chunk(*order, orders.send))
        except BrokenPipeError:
            return
        except Exception as error:  # noqa: BLE001 - told to whoever waits for it
            orders.send(f"{type(error).__name__}: {' '.join(str(error).split())}")
