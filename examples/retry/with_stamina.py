import stamina
import trio
from stamina.instrumentation import RetryDetails, set_on_retry_hooks

from plainlog import log

calls = 0


@stamina.retry(  # [2:9]
    on=OSError,
    attempts=5,
    timeout=None,
    wait_initial=0.1,
    wait_max=0.3,
    wait_exp_base=2,
    wait_jitter=0,  # For exact times: leave it out.
)
async def fetch() -> str:  # [1:7]
    global calls
    calls += 1
    log.info("calling", call=calls)
    if calls < 4:
        raise ConnectionRefusedError
    return "welcome"


def tell(details: RetryDetails) -> None:  # [3:2]
    log.info("it failed", attempt=details.retry_num)


async def main() -> None:
    set_on_retry_hooks([tell])  # [3]
    log.info("got it", text=await fetch(), failed=False)


if __name__ == "__main__":
    trio.run(main)
