"""The pytest plugin, in pytest runs of their own."""

from __future__ import annotations

from importlib.metadata import entry_points

import pytest

from trio_patterns._tasks import trio_names

pytest_plugins = ["pytester"]

MODULE = "trio_patterns._pytest"
# Where the package is installed, pytest finds the plugin by itself.
INSTALLED = any(ep.value == MODULE for ep in entry_points(group="pytest11"))
PLUGIN = (
    *(() if INSTALLED else ("-p", MODULE)),
    *("-p", "no:cacheprovider"),
    # To rewrite assertions, pytest first looks at the files of all that is installed.
    "--assert=plain",
)

HANGS = """
import pytest, trio

async def test_passes():
    await trio.sleep(0)

{mark}
async def test_hangs():
    await trio.Event().wait()
"""

RACES = """
import pytest, trio

orders = set()

@pytest.fixture
async def log():
    return []

@pytest.fixture
def plain():
    return []

{mark}
async def test_in_order(log, plain):
    async def child(name):
        await trio.sleep(1)
        log.append(name)
        plain.append(name)

    async with trio.open_nursery() as nursery:
        for name in "abc":
            nursery.start_soon(child, name)
    assert len(log) == len(plain) == 3
    orders.add("".join(log))
    assert log != {bad}

def test_orders():
    print("ORDERS", len(orders))
"""


def with_mode(pytester: pytest.Pytester, *lines: str, mode: bool = True) -> None:
    pytester.makeini(f"[pytest]\ntrio_mode = {mode}\n" + "\n".join(lines))


# The detector


@pytest.mark.parametrize("asked_by", ["option", "ini", "mark"])
def test_a_test_that_hangs_fails_with_the_report(
    pytester: pytest.Pytester, asked_by: str
) -> None:
    with_mode(pytester, "deadlock_detector = true" if asked_by == "ini" else "")
    mark = "@pytest.mark.deadlock_detector" if asked_by == "mark" else ""
    pytester.makepyfile(HANGS.format(mark=mark))
    option = ["--deadlock-detector"] if asked_by == "option" else []
    result = pytester.runpytest_inprocess(*PLUGIN, *option)
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        [
            "*DeadlockError: every task waits for another one*",
            "*<test 'test_hangs'> waits for an Event to be set",
            "*File *test_a_test_that_hangs*.py*, line *, in test_hangs",
            "*await trio.Event().wait()",
        ]
    )


def test_the_detector_without_trio_mode(pytester: pytest.Pytester) -> None:
    with_mode(pytester, mode=False)
    pytester.makepyfile(
        """
        import pytest, trio

        @pytest.mark.trio
        @pytest.mark.deadlock_detector
        async def test_hangs(nursery, mock_clock):
            await trio.sleep_forever()
        """
    )
    result = pytester.runpytest_inprocess(*PLUGIN)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*DeadlockError: every task*"])


def test_a_fixture_that_hangs(pytester: pytest.Pytester) -> None:
    with_mode(pytester)
    pytester.makepyfile(
        """
        import pytest, trio

        @pytest.fixture
        async def hangs_before():
            await trio.sleep_forever()

        @pytest.fixture
        async def hangs_after():
            yield
            await trio.sleep_forever()

        async def test_before(hangs_before):
            pass

        async def test_after(hangs_after):
            pass
        """
    )
    result = pytester.runpytest_inprocess(*PLUGIN, "--deadlock-detector")
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(["*in hangs_before", "*in hangs_after"])


def test_the_detector_keeps_the_runner_that_was_asked_for(
    pytester: pytest.Pytester,
) -> None:
    with_mode(pytester)
    pytester.makepyfile(
        """
        import pytest, trio

        def run(fn, **options):
            print("MY RUN")
            return trio.run(fn, **options)

        @pytest.mark.trio(run=run)
        async def test_it():
            pass
        """
    )
    result = pytester.runpytest_inprocess(*PLUGIN, "--deadlock-detector", "-s")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["*MY RUN*"])


def test_the_detector_with_hypothesis(pytester: pytest.Pytester) -> None:
    pytest.importorskip("hypothesis")
    with_mode(pytester)
    pytester.makepyfile(
        """
        import trio
        from hypothesis import given, strategies

        @given(number=strategies.integers(0, 5))
        async def test_hangs(number):
            if number == 3:
                await trio.sleep_forever()
        """
    )
    result = pytester.runpytest_inprocess(*PLUGIN, "--deadlock-detector")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*DeadlockError: every task*"])


@pytest.mark.parametrize("how", ["trio.run(hang)", "trio.testing.trio_test(hang)()"])
def test_runs_that_a_test_starts_by_itself_are_watched(
    pytester: pytest.Pytester, how: str
) -> None:
    with_mode(pytester)
    pytester.makepyfile(
        f"""
        import trio, trio.testing

        async def hang():
            await trio.sleep_forever()

        def test_hangs():
            {how}

        def test_it_ends_with_the_test():
            assert trio.run(trio.lowlevel.checkpoint) is None

        def test_without_trio():
            pass
        """
    )
    result = pytester.runpytest_inprocess(*PLUGIN, "--deadlock-detector")
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["*DeadlockError: every task*", "*in hang"])
    loop = trio_names.RUN_LOOP
    assert getattr(loop.owner, loop.attribute) is loop.found  # as it was


def test_async_tests_of_another_runner_are_named(pytester: pytest.Pytester) -> None:
    pytest.importorskip("anyio")
    with_mode(pytester, mode=False)
    pytester.makepyfile(
        """
        import pytest, trio

        @pytest.fixture
        def anyio_backend():
            return "trio"

        @pytest.mark.anyio
        async def test_one():
            await trio.sleep(0)

        @pytest.mark.anyio
        async def test_two():
            await trio.sleep(0)
        """
    )
    result = pytester.runpytest_inprocess(*PLUGIN, "--deadlock-detector", "-q")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(
        ["not watched by the deadlock detector: *::test_one and 1 more: it is for*"]
    )


def test_the_mark_refuses_async_tests_of_another_runner(
    pytester: pytest.Pytester,
) -> None:
    with_mode(pytester, mode=False)
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.deadlock_detector
        async def test_it():
            pass
        """
    )
    result = pytester.runpytest_inprocess(*PLUGIN)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        ["*mark.deadlock_detector on *test_it: it is for async*"]
    )
    result = pytester.runpytest_inprocess(*PLUGIN, "-p", "no:trio")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*test_it: it needs pytest-trio*"])


def test_another_trio(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_mode(pytester)
    pytester.makepyfile("async def test_it(): pass")
    monkeypatch.setattr(trio_names.SCOPE, "problem", "it is gone")
    pytester.runpytest_inprocess(*PLUGIN).assert_outcomes(passed=1)
    result = pytester.runpytest_inprocess(*PLUGIN, "--deadlock-detector")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*the deadlock detector relies on*: it is gone"])


# The door


def test_nothing_of_it_is_imported_until_asked_for(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import sys

        def test_it():
            brought = {"trio", "trio_patterns.testing", "trio_patterns._tasks"}
            assert not brought & set(sys.modules)
        """
    )
    # The plugins of pytest-trio and anyio import Trio themselves.
    others = ("-p", "no:trio", "-p", "no:anyio")
    result = pytester.runpytest_subprocess(*PLUGIN, *others)
    result.assert_outcomes(passed=1)


def test_an_old_pytest(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_mode(pytester)
    pytester.makepyfile("def test_it(): pass")
    monkeypatch.delattr(pytest, "StashKey")
    pytester.runpytest_inprocess(*PLUGIN).assert_outcomes(passed=1)
    result = pytester.runpytest_inprocess(*PLUGIN, "--deadlock-detector")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*need pytest 7 or later, and this is pytest *"])


def test_pytest_trio_by_the_name_of_its_module(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    with_mode(pytester, mode=False)
    mark = "@pytest.mark.schedules(5)"
    pytester.makepyfile(RACES.format(mark=mark, bad="None"))
    plugins = ("-p", MODULE, "-p", "pytest_trio.plugin")
    pytester.runpytest_subprocess(*plugins).assert_outcomes(passed=2)


# The schedules


def test_all_orders(pytester: pytest.Pytester) -> None:
    with_mode(pytester)
    mark = "@pytest.mark.schedules(50)"
    pytester.makepyfile(RACES.format(mark=mark, bad="None"))
    junit = "--junitxml=out.xml"
    result = pytester.runpytest_inprocess(*PLUGIN, "-s", "-v", junit)
    # One test, whatever the number of its orders.
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["*test_in_order PASSED*", "*ORDERS 6*"])
    assert "not all that there are" in (pytester.path / "out.xml").read_text()


@pytest.mark.parametrize("mode", [True, False])
def test_an_order_that_fails(pytester: pytest.Pytester, mode: bool) -> None:
    with_mode(pytester, mode=mode)
    bad = "['b', 'c', 'a']"
    trio_mark = "" if mode else "@pytest.mark.trio\n"
    mark = f"{trio_mark}@pytest.mark.schedules(300)"
    pytester.makepyfile(RACES.format(mark=mark, bad=bad))
    result = pytester.runpytest_inprocess(*PLUGIN)
    result.assert_outcomes(passed=1, failed=1)
    (note,) = [line for line in result.outlines if "schedules(1, " in line]
    seed = note.partition("seed=")[2].partition(")")[0]
    mark = f"{trio_mark}@pytest.mark.schedules(1, seed={seed})"
    pytester.makepyfile(RACES.format(mark=mark, bad=bad))
    result = pytester.runpytest_inprocess(*PLUGIN)
    result.assert_outcomes(passed=1, failed=1)


USED_UP = """
import pytest, trio

@pytest.mark.schedules(20)
@pytest.mark.parametrize("expected", [[1, 2]])
async def test_values(expected):
    async with trio.open_nursery() as nursery:
        nursery.start_soon(trio.sleep, 1)
        nursery.start_soon(trio.sleep, 1)
    for value in (1, 2):
        assert value == expected.pop(0)
"""


def test_an_argument_that_a_run_uses_up(pytester: pytest.Pytester) -> None:
    with_mode(pytester)
    pytester.makepyfile(USED_UP)
    result = pytester.runpytest_inprocess(*PLUGIN)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*IndexError: pop from empty list",
            "*- task order -* -*",
            "seed=-* alone may not repeat it. The first order, seed=-1, has passed, *",
            "*The arguments of parametrize*are the same objects in all orders.",
        ]
    )


def test_the_debugger_opens_once(pytester: pytest.Pytester) -> None:
    with_mode(pytester)
    pytester.makepyfile(USED_UP)
    pytester.makepyfile(
        debugger="""
        class Debugger:
            def __init__(self, **kwargs):
                pass

            quitting = False

            def reset(self):
                pass

            def interaction(self, *args):
                print("DEBUGGER")
        """
    )
    result = pytester.runpytest_inprocess(
        *PLUGIN, "-s", "--pdb", "--pdbcls=debugger:Debugger"
    )
    assert result.outlines.count("DEBUGGER") == 1
    result.stdout.fnmatch_lines(["*task order -*: @pytest.mark.schedules(1, seed=-*)"])


def test_a_fixture_that_uses_up_its_parameter(pytester: pytest.Pytester) -> None:
    with_mode(pytester)
    pytester.makepyfile(
        """
        import pytest

        @pytest.fixture(params=[iter("a")])
        def letter(request):
            return next(request.param)

        @pytest.mark.schedules(20)
        async def test_it(letter, nursery):
            async def child(): pass
            nursery.start_soon(child)
            nursery.start_soon(child)
        """
    )
    result = pytester.runpytest_inprocess(*PLUGIN)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["seed=-* alone may not repeat it.*"])


def test_a_report_that_is_a_string(pytester: pytest.Pytester) -> None:
    with_mode(pytester)
    pytester.makepyfile(USED_UP)
    pytester.makeconftest(
        """
        import pytest

        @pytest.hookimpl(wrapper=True)
        def pytest_runtest_makereport():
            report = yield
            if report.failed:
                report.longrepr = "a string"
            return report
        """
    )
    result = pytester.runpytest_inprocess(*PLUGIN)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["a string", "seed=-* alone may not repeat it.*"])


def test_the_mark_implies_trio(pytester: pytest.Pytester) -> None:
    with_mode(pytester, mode=False)
    mark = "@pytest.mark.schedules(5)"
    pytester.makepyfile(RACES.format(mark=mark, bad="None"))
    pytester.runpytest_inprocess(*PLUGIN).assert_outcomes(passed=2)


def test_clocks_and_nurseries_are_made_anew(pytester: pytest.Pytester) -> None:
    with_mode(pytester)
    pytester.makepyfile(
        """
        import pytest, trio

        module_fixtures = []

        @pytest.fixture(scope="module")
        def once():
            module_fixtures.append("up")
            yield
            module_fixtures.append("down")

        @pytest.mark.schedules(20)
        async def test_clock(autojump_clock, nursery, once):
            assert trio.current_time() == 0
            for _ in range(3):
                nursery.start_soon(trio.sleep, 1)
            await trio.sleep(2)
            assert autojump_clock.current_time() == 2

        @pytest.mark.schedules
        async def test_default_clock(once):
            await trio.sleep(10_000)

        def test_once(once):
            assert module_fixtures == ["up"]
        """
    )
    pytester.runpytest_inprocess(*PLUGIN).assert_outcomes(passed=3)


def test_hangs_skips_and_expected_failures(pytester: pytest.Pytester) -> None:
    with_mode(pytester)
    pytester.makepyfile(
        """
        import pytest, trio

        pytestmark = pytest.mark.schedules(10)

        async def test_hangs():
            await trio.sleep_forever()

        async def test_skips():
            pytest.skip()

        @pytest.mark.xfail
        async def test_expected():
            assert False

        @pytest.fixture
        def broken():
            yield
            assert False

        async def test_teardown(broken):
            pass
        """
    )
    result = pytester.runpytest_inprocess(*PLUGIN)
    result.assert_outcomes(failed=1, skipped=1, xfailed=1, passed=1, errors=1)
    result.stdout.fnmatch_lines(["*DeadlockError: every task*"])


def test_a_module_fixture_is_made_once(pytester: pytest.Pytester) -> None:
    with_mode(pytester)
    pytester.makepyfile(
        """
        import pytest, trio

        log = []

        @pytest.fixture(scope="module")
        def wide():
            log.append("up")
            yield
            log.append("down")

        @pytest.mark.schedules(10)
        async def test_it(wide, nursery):
            for _ in range(5):
                nursery.start_soon(trio.sleep, 1)
            await trio.sleep(2)
            assert log == ["up"]
        """
    )
    pytester.runpytest_inprocess(*PLUGIN).assert_outcomes(passed=1)


def test_a_module_teardown_that_fails(pytester: pytest.Pytester) -> None:
    with_mode(pytester)
    pytester.makepyfile(
        """
        import pytest

        @pytest.fixture(scope="module")
        def broken():
            yield
            assert False

        @pytest.mark.schedules(10)
        async def test_it(broken):
            pass
        """
    )
    pytester.runpytest_inprocess(*PLUGIN).assert_outcomes(passed=1, errors=1)


@pytest.mark.parametrize(
    ("test", "message"),
    [
        ("(0)\nasync def test_it(): pass", "*schedules must be at least 1, not 0"),
        ("('a')\nasync def test_it(): pass", "*schedules must be an int, not 'a'"),
        ("(5, seed=-1)\nasync def test_it(): pass", "*seed must be at least 0*"),
        ("(order=1)\nasync def test_it(): pass", "*unexpected keyword argument*"),
        ("\ndef test_it(): pass", "*it is for async test functions"),
    ],
)
def test_wrong_marks(pytester: pytest.Pytester, test: str, message: str) -> None:
    with_mode(pytester)
    pytester.makepyfile(f"import pytest\n\n@pytest.mark.schedules{test}\n")
    result = pytester.runpytest_inprocess(*PLUGIN)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"*mark.schedules on test_wrong_marks.py{message}"])


@pytest.mark.parametrize("ends", ["return 1", "yield 1"])
def test_not_with_async_fixtures_of_a_wider_scope(
    pytester: pytest.Pytester, ends: str
) -> None:
    with_mode(pytester)
    pytester.makepyfile(
        f"""
        import pytest

        @pytest.fixture(scope="module")
        async def connection():
            {ends}

        @pytest.mark.schedules
        async def test_it(connection):
            pass
        """
    )
    result = pytester.runpytest_inprocess(*PLUGIN)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*its async fixture 'connection' lives longer than*"])


def test_not_for_hypothesis(pytester: pytest.Pytester) -> None:
    pytest.importorskip("hypothesis")
    with_mode(pytester)
    pytester.makepyfile(
        """
        import pytest
        from hypothesis import given, strategies

        @pytest.mark.schedules
        @given(number=strategies.integers(0, 5))
        async def test_it(number):
            pass
        """
    )
    result = pytester.runpytest_inprocess(*PLUGIN)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*fixtures, which can not be made anew*"])


def test_not_without_pytest_trio(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        "import pytest\n\n@pytest.mark.schedules\nasync def test_it(): pass\n"
    )
    result = pytester.runpytest_inprocess(*PLUGIN, "-p", "no:trio")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*it needs pytest-trio*"])


def test_the_help(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest_inprocess(*PLUGIN, "--help")
    result.stdout.fnmatch_lines(["*--deadlock-detector*"])
    result = pytester.runpytest_inprocess(*PLUGIN, "--markers")
    result.stdout.fnmatch_lines(
        [
            "@pytest.mark.schedules(count, seed=0): *",
            "@pytest.mark.deadlock_detector: *",
        ]
    )
