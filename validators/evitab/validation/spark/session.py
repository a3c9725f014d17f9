"""The Spark session that a package is judged in, and what is said where there can be none."""

from __future__ import annotations

import os
import shutil
import sys
import warnings
from typing import TYPE_CHECKING

from evitab.finding import CannotJudge
from evitab.package.extras import needed
from evitab.validation.spark.failing import told_of_failure

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# pandera binds Spark to this machine wherever it is imported; a cluster could not answer.
_BOUND = ("SPARK_LOCAL_IP", "127.0.0.1")
_JAVA = (
    "Install Java 17 or newer (on Debian: apt install openjdk-17-jre-headless), or set JAVA_HOME."
)


def refuse_without_spark() -> None:
    """Raise CannotJudge where PySpark or Java is missing, with what to install."""
    _take_in()
    major = int(str(needed("pyspark").__version__).partition(".")[0])
    if major < 4:
        advice = "Run: pip install 'evitab[spark]'"
        raise CannotJudge(f"version {major} is too old", file="pyspark", advice=advice)
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=f"{home}/bin") if home else shutil.which("java")
    if java is None:
        raise CannotJudge("not installed", file="java", advice=_JAVA)


def session() -> SparkSession:
    """The session: that of spark-submit, else one with the settings of SPARK_CONF_DIR or
    PYSPARK_SUBMIT_ARGS, else one on all cores of this machine.

    Raises CannotJudge where Spark is missing or does not start.
    """
    refuse_without_spark()
    if os.environ.get(_BOUND[0]) == _BOUND[1] and "pandera" in sys.modules:
        del os.environ[_BOUND[0]]
    # The workers are to be this Python, which has evitab, unless told.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    warnings.filterwarnings("ignore", category=FutureWarning, module="pyspark")
    from pyspark.sql import SparkSession

    with told_of_failure(f"Look at its settings. {_JAVA}"):
        builder = SparkSession.builder.appName("evitab")
        # The command tells of its progress itself, in the same line.
        found = builder.config("spark.ui.showConsoleProgress", "false").getOrCreate()
    # What is sent is few rows of many bytes each.
    found.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "64")
    # Nothing here is planned anew while it runs; a job for each stage would only take longer.
    found.conf.set("spark.sql.adaptive.enabled", "false")
    return found


def share_out(spark: SparkSession, pieces: int) -> None:
    """Let what is brought together lie in a few places for each core, more where there are many
    pieces: each place costs some hundredths of a second, and Spark's own 200 cost a minute of a
    small package. What the user has set stays. To be called once the cluster is at work: only then
    it knows its cores.
    """
    context, name = spark.sparkContext, "spark.sql.shuffle.partitions"
    if not context.getConf().contains(name):
        spark.conf.set(name, str(max(2 * context.defaultParallelism, pieces // 16)))


def _take_in() -> None:
    """Let PySpark be imported where the command has set it aside."""
    if sys.modules.get("pyspark", ...) is None:
        del sys.modules["pyspark"]
    # pandera takes that up where it can, which is slow, and warns of the pandas that it finds.
    sys.modules.setdefault("pyspark.pandas", None)  # type: ignore[arg-type]
