#!/bin/sh
# Makes or completes .venv with plain pip: `environment.sh run` or `environment.sh test`. Up to date, it does nothing.
set -eu
cd "$(dirname "$0")/.."
need=$1
python=${PYTHON:-python3}

# What an environment is made from. Its scripts name their folder, so a checkout that was moved makes a new one.
made_from() {
    printf '%s\n' "$PWD"
    .venv/bin/python -c 'import sys; print("Python %d.%d" % sys.version_info[:2])' 2>/dev/null || echo "no Python"
    sha256sum "$@"
}
fresh() { # NAME FILE...
    stamp=.venv/made-from-$1
    shift
    [ -f "$stamp" ] && [ "$(made_from "$@")" = "$(cat "$stamp")" ]
}
install() { # NAME FILE...
    name=$1
    shift
    for file in "$@"; do
        .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r "$file"
    done
    made_from "$@" >".venv/made-from-$name"
}

mkdir -p build
exec 9>build/environment.lock # two makes at once: the second waits for the first
flock 9

if ! fresh run requirements.txt; then
    if ! "$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        echo "需要 Python 3.11 或更新版本，以及 venv：apt install python3-venv"
        echo "Python 3.11 or newer with venv is needed: apt install python3-venv"
        exit 1
    fi
    echo "正在准备运行环境（第一次需要半分钟到几分钟）…… / Preparing .venv, the first time takes a minute or so ..."
    "$python" -m venv --clear .venv
    install run requirements.txt
fi
if [ "$need" = test ] && ! fresh test requirements.txt requirements-dev.txt; then
    echo "正在安装测试工具…… / Installing what the tests need ..."
    install test requirements.txt requirements-dev.txt
fi
