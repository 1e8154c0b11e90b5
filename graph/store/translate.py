"""Every error of the driver becomes one of ours, once: what it is, where, and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from neo4j import exceptions as driver_errors

from graph.engines import Endpoint
from graph.engines.folder import Folder, check_space
from graph.engines.words import CONCEALED, last_words
from graph.errors import Conflict, EngineError, GongjianError, OutcomeUnknown, StatementRefused
from graph.text import Text

_NO_SPACE_MB = 16  # with less than this left, an error that nobody explains is explained
_NO_ROOM = re.compile("heap budget exceeded|OutOfMemory")

_NO_LEADER = (
    Text("这台服务器不接受写入", "this server takes no writes"),
    Text(
        "集群请用 neo4j:// 地址，由驱动找到主节点；单机请检查数据库是否只读",
        "reach a cluster by neo4j://, so that the driver finds its leader; else see whether the "
        "database is read-only",
    ),
)
# What a server refuses before it looks at the statement: what it is, and what to do.
_REFUSED = {
    "Neo.ClientError.Security.AuthenticationRateLimit": (
        Text("密码错误次数过多，数据库暂停登录", "too many failed logins in a row"),
        Text("几秒后再试", "try again in some seconds"),
    ),
    "Neo.ClientError.Security.CredentialsExpired": (
        Text("初始密码必须先更改", "the first password must be changed before anything else"),
        Text(
            "在 Neo4j Browser 或 cypher-shell 中登录并更改密码",
            "log in with Neo4j Browser or cypher-shell and change it",
        ),
    ),
    "Neo.ClientError.Database.DatabaseNotFound": (
        Text("服务器上没有这个数据库", "there is no such database on the server"),
        Text(
            "检查 GONGJIAN_DATABASE；不设则用账号的默认数据库",
            "check GONGJIAN_DATABASE; without it the home database of the account is taken",
        ),
    ),
    "Neo.ClientError.Cluster.NotALeader": _NO_LEADER,
    "Neo.ClientError.General.ForbiddenOnReadOnlyDatabase": _NO_LEADER,
    "Neo.ClientError.General.WriteOnReadOnlyAccessDatabase": _NO_LEADER,
}


@contextmanager
def translated(endpoint: Endpoint) -> Iterator[None]:
    """Do something with the driver of an endpoint, and say what went wrong in our own words."""
    uri = endpoint.uri
    try:
        yield
    except GongjianError:
        raise
    except driver_errors.IncompleteCommit as error:
        raise OutcomeUnknown(
            Text("提交途中连接中断，结果未知", "the connection was lost during the commit"),
            where=uri,
            todo=Text("先查看批次再决定是否重做", "look the batch up before doing it again"),
        ) from error
    except driver_errors.AuthError as error:
        raise EngineError(
            Text("数据库拒绝了用户名或密码", "the server refused the user name or password"),
            where=uri,
            todo=Text("检查用户名和密码文件", "check the user name and the password file"),
        ) from error
    except (driver_errors.ServiceUnavailable, driver_errors.SessionExpired) as error:
        _look_at_the_disk(endpoint, error)
        if "encrypted connection" in str(error):
            raise EngineError(
                Text(
                    "加密连接失败：证书过期、不受信任，或对方不用 TLS",
                    "no encrypted connection: the certificate has expired or is not trusted, "
                    "or the server speaks no TLS",
                ),
                where=uri,
                todo=Text(
                    "自有证书机构：用 SSL_CERT_FILE 指明其证书；不加密的服务器用 bolt:// 或 neo4j://",
                    "name the certificate of your own authority in SSL_CERT_FILE; "
                    "a server without TLS is bolt:// or neo4j://",
                ),
            ) from error
        raise EngineError(
            Text(f"连不上数据库：{error}", f"the server does not answer: {error}"),
            where=uri,
            todo=Text("运行 gongjian engine status 查看", "see `gongjian engine status`"),
        ) from error
    except driver_errors.ConstraintError as error:
        raise Conflict(
            Text(f"违反唯一性约束：{error.message}", f"a uniqueness rule failed: {error.message}"),
            where=uri,
        ) from error
    except driver_errors.ClientError as error:
        if error.code in _REFUSED:
            what, todo = _REFUSED[error.code]
            raise EngineError(what, where=uri, todo=todo) from error
        if not str(error.code).startswith("Neo.ClientError.Statement."):
            _look_at_the_disk(endpoint, error)
        said = _words(endpoint, error.message or "")
        raise StatementRefused(
            Text(
                f"语句被数据库拒绝：{error.code} {said}",
                f"the server refused the statement: {error.code} {said}",
            ),
            where=uri,
        ) from error
    except (driver_errors.Neo4jError, driver_errors.DriverError) as error:
        _look_at_the_disk(endpoint, error)
        said = _words(endpoint, str(error))
        if _NO_ROOM.search(said):
            raise EngineError(
                Text(
                    f"数据库的内存放不下这个答案：{said}",
                    f"the memory of the server has no room for the answer: {said}",
                ),
                where=uri,
                todo=Text(
                    "问小一些的区域；本机数据库也可把 GONGJIAN_HEAP_MB 设大（例如 2048）后重启",
                    "ask about a smaller area; a local database can also be restarted with a "
                    "higher GONGJIAN_HEAP_MB, say 2048",
                ),
            ) from error
        raise EngineError(
            Text(f"数据库出错：{said}", f"the server failed: {said}"), where=uri
        ) from error


def _words(endpoint: Endpoint, said: str) -> str:
    """Return what a server says of an error, from its log where it only points there."""
    if endpoint.folder is None or CONCEALED not in said:
        return said
    return last_words(Folder(endpoint.folder)) or said


def _look_at_the_disk(endpoint: Endpoint, error: Exception) -> None:
    """Say that the disk is full where it is: neither engine does, ArcadeDB says nothing at all."""
    if endpoint.folder is None:
        return
    try:
        check_space(endpoint.folder, _NO_SPACE_MB)
    except OSError:  # the folder itself is gone
        return
    except EngineError as full:
        raise full from error
