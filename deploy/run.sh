#!/bin/sh
# Brings the database up to date and serves: `run.sh demo` or `run.sh real`.
set -eu
cd "$(dirname "$0")/.."
kind=$1
python=.venv/bin/python

if [ "$kind" = demo ]; then
    LIANXI_INSTANCE=${LIANXI_INSTANCE:-instance/demo}
    LIANXI_NOW=${LIANXI_NOW-2026-11-24T09:00:00+08:00} # the demo's day; LIANXI_NOW="" takes the true one
    export LIANXI_INSTANCE LIANXI_NOW
else
    unset LIANXI_NOW
fi
$python -m deploy.serve --check
$python -m deploy.prepare

if [ "$kind" = demo ]; then
    exec $python -m deploy.serve --demo
fi
echo "第一次使用：另开一个终端，在本目录执行下面的命令创建管理员（会显示一次性密码）："
echo "First use: create an administrator in another terminal, in this folder (it prints a one-time password):"
echo "    ${LIANXI_INSTANCE:+LIANXI_INSTANCE=$LIANXI_INSTANCE }.venv/bin/flask --app wsgi users create NAME --role administrator"
exec $python -m deploy.serve
