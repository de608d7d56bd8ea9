import trio

from plainlog import log
from trio_patterns import Case, Closed, recv, select


async def every(
    pause: float, words: list[str], channel: trio.MemorySendChannel[str]
) -> None:
    with channel:
        for word in words:
            await trio.sleep(pause)
            await channel.send(word)


async def main() -> None:
    news_out, news_in = trio.open_memory_channel[str](0)
    mail_out, mail_in = trio.open_memory_channel[str](0)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(every, 0.02, ["rain", "sun"], news_out)  # [1:2]
        nursery.start_soon(every, 0.015, ["bill", "card", "form"], mail_out)

        news: Case[str | Closed] | None = recv(news_in)
        mail: Case[str | Closed] | None = recv(mail_in)
        while news is not None or mail is not None:  # [2]
            match await select(news, mail):
                case 0, Closed.CLOSED:
                    news = None  # Never ready again.  # [3]
                case 0, word:
                    log.info("news", word=word)  # [4]
                case 1, Closed.CLOSED:
                    mail = None  # [3]
                case 1, word:
                    log.info("mail", word=word)  # [4]
    log.info("both have ended")


if __name__ == "__main__":
    trio.run(main)
