#!/bin/sh
# The Debian packages that the tests need: a browser and its driver, Chinese fonts, PostgreSQL, a reader of PDF files.
# Installs what is missing as root; anybody else gets the line to run.
set -eu
missing=
for package in chromium fonts-noto-cjk libatomic1 postgresql poppler-utils; do
    case $(dpkg-query -W -f='${Status}' "$package" 2>/dev/null || true) in
    *' installed') ;;
    *) missing="$missing $package" ;;
    esac
done
[ -n "$missing" ] || exit 0

# Without this Debian would start a PostgreSQL server of its own; the tests bring theirs.
conf=/etc/postgresql-common/createcluster.conf
quiet="grep -qs '^create_main_cluster *= *false' $conf || { mkdir -p ${conf%/*} && echo 'create_main_cluster = false' >>$conf; }"
apt="UCF_FORCE_CONFFOLD=1 DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600"
install="$apt update && $apt install -y --no-install-recommends$missing"

if [ "$(id -u)" != 0 ]; then
    echo "测试还缺少软件包：$missing。请以 root 身份执行："
    echo "The tests need packages that are missing:$missing. Run as root:"
    echo "    $quiet; $install"
    exit 1
fi
echo "正在安装测试所需的软件包 / Installing packages for the tests:$missing"
eval "$quiet"
eval "$install"
