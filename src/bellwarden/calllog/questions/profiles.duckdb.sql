-- Made by scripts/questions.py; what the tables hold is told there. Engine: duckdb.
WITH "t37" AS (
  SELECT
    "t20"."key",
    "t20"."calling",
    COUNT(*) AS "n",
    MIN("t20"."begun") AS "begun"
  FROM (
    SELECT
      *
    FROM "calls" AS "t0"
    WHERE
      "t0"."calling" IS NOT NULL
  ) AS "t20"
  GROUP BY
    1,
    2
), "t38" AS (
  SELECT
    "t0"."key",
    "t0"."called",
    COUNT(*) AS "n",
    COUNT("t0"."calling") AS "numbered",
    MIN("t0"."calling") AS "low",
    MAX("t0"."calling") AS "high",
    MIN("t0"."day") AS "day",
    SUM(CASE WHEN (
      (
        "t0"."kind" >> 19
      ) & 1
    ) = 1 THEN 1 ELSE 0 END) AS "fruitless"
  FROM "calls" AS "t0"
  GROUP BY
    1,
    2
), "t53" AS (
  SELECT
    "t32"."key",
    "t32"."at",
    "t32"."in_10s",
    "t32"."in_60s",
    (
      "t32"."at" > 0
    ) AND "t32"."called" - "t32"."called_before" BETWEEN 1 AND 10 AS "step",
    CASE WHEN "t32"."at" > 0 THEN "t32"."ms" - "t32"."ms_before" ELSE 0 END AS "gap"
  FROM (
    SELECT
      "t0"."key",
      "t0"."ms",
      "t0"."called",
      ROW_NUMBER() OVER (
        PARTITION BY "t0"."key"
        ORDER BY "t0"."ms" ASC, "t0"."place" ASC
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
      ) - 1 AS "at",
      LAG("t0"."called") OVER (
        PARTITION BY "t0"."key"
        ORDER BY "t0"."ms" ASC, "t0"."place" ASC
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
      ) AS "called_before",
      LAG("t0"."ms") OVER (
        PARTITION BY "t0"."key"
        ORDER BY "t0"."ms" ASC, "t0"."place" ASC
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
      ) AS "ms_before",
      COUNT(*) OVER (
        PARTITION BY "t0"."key"
        ORDER BY "t0"."ms" ASC
        RANGE BETWEEN 9999 preceding AND CURRENT ROW
      ) AS "in_10s",
      COUNT(*) OVER (
        PARTITION BY "t0"."key"
        ORDER BY "t0"."ms" ASC
        RANGE BETWEEN 59999 preceding AND CURRENT ROW
      ) AS "in_60s"
    FROM "calls" AS "t0"
  ) AS "t32"
)
SELECT
  "t112"."key",
  "t112"."first_ms",
  "t112"."last_ms",
  COALESCE("t112"."attempts", 0) AS "attempts",
  COALESCE("t112"."answered", 0) AS "answered",
  COALESCE("t112"."timed", 0) AS "timed",
  COALESCE("t112"."billable_ms", 0) AS "billable_ms",
  COALESCE("t112"."short", 0) AS "short",
  COALESCE("t112"."under_60s", 0) AS "under_60s",
  COALESCE("t112"."over_120s", 0) AS "over_120s",
  COALESCE("t112"."no_answer", 0) AS "no_answer",
  COALESCE("t112"."busy", 0) AS "busy",
  COALESCE("t112"."cancelled", 0) AS "cancelled",
  COALESCE("t112"."vacant", 0) AS "vacant",
  COALESCE("t112"."rejected", 0) AS "rejected",
  COALESCE("t112"."failed", 0) AS "failed",
  COALESCE("t112"."analytics_rejects", 0) AS "analytics_rejects",
  COALESCE("t112"."statused", 0) AS "statused",
  COALESCE("t112"."short_rings", 0) AS "short_rings",
  COALESCE("t112"."invalid_callers", 0) AS "invalid_callers",
  COALESCE("t112"."callers", 0) AS "callers",
  COALESCE("t112"."caller_attempts_max", 0) AS "caller_attempts_max",
  COALESCE("t112"."numbered", 0) AS "numbered",
  COALESCE("t112"."home_pairs", 0) AS "home_pairs",
  COALESCE("t112"."same_area", 0) AS "same_area",
  COALESCE("t112"."same_exchange", 0) AS "same_exchange",
  COALESCE("t112"."called_numbers", 0) AS "called_numbers",
  COALESCE("t112"."called_attempts_max", 0) AS "called_attempts_max",
  COALESCE(GREATEST("t112"."single_callers", COALESCE("t112"."many_callers", 0)), 0) AS "called_callers_max",
  COALESCE(GREATEST("t112"."single_pair", COALESCE("t112"."many_pair", 0)), 0) AS "pair_attempts_max",
  COALESCE("t112"."sequential", 0) AS "sequential",
  COALESCE("t112"."sequential_run_max", 0) AS "sequential_run_max",
  COALESCE("t112"."attempts_1s_max", 0) AS "attempts_1s_max",
  COALESCE("t112"."attempts_10s_max", 0) AS "attempts_10s_max",
  COALESCE("t112"."attempts_60s_max", 0) AS "attempts_60s_max",
  COALESCE("t112"."squares_10s", 0) AS "squares_10s",
  COALESCE("t112"."high_cost", 0) AS "high_cost",
  COALESCE("t112"."high_cost_billable_ms", 0) AS "high_cost_billable_ms",
  COALESCE("t112"."high_cost_prefixes", 0) AS "high_cost_prefixes",
  COALESCE("t112"."high_cost_parallel_max", 0) AS "high_cost_parallel_max",
  COALESCE("t112"."high_cost_callers", 0) AS "high_cost_callers",
  COALESCE("t112"."name_callers_max", 0) AS "name_callers_max",
  COALESCE("t112"."unowned", 0) AS "unowned",
  COALESCE("t112"."owned_known", 0) AS "owned_known",
  COALESCE("t112"."new_callers", 0) AS "new_callers",
  COALESCE(CASE WHEN "t112"."history_days" > 0 THEN "t112"."callers" ELSE 0 END, 0) AS "callers_dated",
  COALESCE("t112"."history_days", 0) AS "history_days",
  COALESCE("t112"."two_way", 0) AS "two_way",
  COALESCE("t112"."dnc_called", 0) AS "dnc_called",
  COALESCE("t112"."attempts", 0) AS "dnc_known",
  COALESCE("t112"."off_hours", 0) AS "off_hours",
  COALESCE("t112"."zoned", 0) AS "zoned",
  COALESCE("t112"."caller_hangups_10s", 0) AS "caller_hangups_10s",
  COALESCE("t112"."ended_known", 0) AS "ended_known",
  COALESCE("t112"."callbacks", 0) AS "callbacks",
  COALESCE("t112"."fruitless_max", 0) AS "fruitless_max",
  COALESCE("t112"."withheld", 0) AS "withheld",
  COALESCE("t112"."high_cost_same_length", 0) AS "high_cost_same_length",
  COALESCE("t112"."hot_block_callers", 0) AS "hot_block_callers",
  COALESCE("t112"."hot_block_known", 0) AS "hot_block_known",
  COALESCE("t112"."attest_a", 0) AS "attest_a",
  COALESCE("t112"."attest_b", 0) AS "attest_b",
  COALESCE("t112"."attest_c", 0) AS "attest_c",
  COALESCE("t112"."signed", 0) AS "signed",
  COALESCE("t112"."unsigned_known", 0) AS "unsigned_known",
  COALESCE("t112"."unallocated", 0) AS "unallocated",
  COALESCE("t112"."allocation_known", 0) AS "allocation_known",
  COALESCE("t112"."honeypot_hits", 0) AS "honeypot_hits",
  COALESCE("t112"."attempts", 0) AS "honeypot_known",
  COALESCE("t112"."gap_ms_sum", 0) AS "gap_ms_sum",
  COALESCE("t112"."gap_ms_squares", 0) AS "gap_ms_squares",
  COALESCE(
    LOG(2, CAST("t112"."attempts" AS DOUBLE)) - (
      "t112"."logarithms" / CAST("t112"."attempts" AS DOUBLE)
    ),
    0
  ) AS "line_entropy_bits"
FROM (
  SELECT
    "t75"."key",
    "t75"."first_ms",
    "t75"."last_ms",
    "t75"."attempts",
    "t75"."answered",
    "t75"."timed",
    "t75"."billable_ms",
    "t75"."short",
    "t75"."under_60s",
    "t75"."over_120s",
    "t75"."no_answer",
    "t75"."busy",
    "t75"."cancelled",
    "t75"."vacant",
    "t75"."rejected",
    "t75"."failed",
    "t75"."analytics_rejects",
    "t75"."statused",
    "t75"."short_rings",
    "t75"."invalid_callers",
    "t75"."numbered",
    "t75"."withheld",
    "t75"."home_pairs",
    "t75"."same_area",
    "t75"."same_exchange",
    "t75"."caller_hangups_10s",
    "t75"."ended_known",
    "t75"."attest_a",
    "t75"."attest_b",
    "t75"."attest_c",
    "t75"."signed",
    "t75"."unsigned_known",
    "t75"."dnc_called",
    "t75"."honeypot_hits",
    "t75"."off_hours",
    "t75"."zoned",
    "t104"."callers",
    "t104"."caller_attempts_max",
    "t104"."unallocated",
    "t104"."hot_block_callers",
    "t104"."high_cost_callers",
    "t104"."unowned",
    "t104"."owned_known",
    "t104"."allocation_known",
    "t104"."hot_block_known",
    "t104"."new_callers",
    "t104"."history_days",
    "t94"."called_numbers",
    "t94"."called_attempts_max",
    "t94"."fruitless_max",
    "t94"."single_callers",
    "t94"."single_pair",
    "t111"."many_callers",
    "t111"."many_pair",
    "t103"."logarithms",
    "t91"."sequential",
    "t91"."gap_ms_sum",
    "t91"."gap_ms_squares",
    "t91"."attempts_10s_max",
    "t91"."attempts_60s_max",
    "t109"."sequential_run_max",
    "t95"."attempts_1s_max",
    "t95"."squares_10s",
    "t72"."high_cost",
    "t72"."high_cost_billable_ms",
    "t72"."high_cost_prefixes",
    "t73"."high_cost_parallel_max",
    "t77"."high_cost_same_length",
    "t45"."name_callers_max",
    "t101"."two_way",
    "t86"."callbacks"
  FROM (
    SELECT
      "t39"."key",
      MIN("t39"."first_ms") AS "first_ms",
      MAX("t39"."last_ms") AS "last_ms",
      SUM("t39"."n") AS "attempts",
      SUM(CASE WHEN "t39"."result" = 1 THEN "t39"."n" ELSE 0 END) AS "answered",
      SUM(
        CASE
          WHEN (
            "t39"."result" = 1
          ) AND (
            "t39"."length" > 0
          )
          THEN "t39"."n"
          ELSE 0
        END
      ) AS "timed",
      SUM(
        CASE
          WHEN (
            "t39"."result" = 1
          ) AND (
            "t39"."length" > 0
          )
          THEN "t39"."billable"
          ELSE 0
        END
      ) AS "billable_ms",
      SUM(
        CASE
          WHEN (
            "t39"."result" = 1
          ) AND (
            "t39"."length" > 0
          ) AND (
            "t39"."length" = 2
          )
          THEN "t39"."n"
          ELSE 0
        END
      ) AS "short",
      SUM(
        CASE
          WHEN (
            "t39"."result" = 1
          )
          AND (
            "t39"."length" > 0
          )
          AND (
            "t39"."length" <= 4
          )
          THEN "t39"."n"
          ELSE 0
        END
      ) AS "under_60s",
      SUM(
        CASE
          WHEN (
            "t39"."result" = 1
          ) AND (
            "t39"."length" > 0
          ) AND (
            "t39"."length" = 6
          )
          THEN "t39"."n"
          ELSE 0
        END
      ) AS "over_120s",
      SUM(CASE WHEN "t39"."result" = 2 THEN "t39"."n" ELSE 0 END) AS "no_answer",
      SUM(CASE WHEN "t39"."result" = 3 THEN "t39"."n" ELSE 0 END) AS "busy",
      SUM(CASE WHEN "t39"."result" = 4 THEN "t39"."n" ELSE 0 END) AS "cancelled",
      SUM(CASE WHEN "t39"."result" = 5 THEN "t39"."n" ELSE 0 END) AS "vacant",
      SUM(CASE WHEN "t39"."result" = 6 THEN "t39"."n" ELSE 0 END) AS "rejected",
      SUM(CASE WHEN "t39"."result" = 7 THEN "t39"."n" ELSE 0 END) AS "failed",
      SUM(CASE WHEN "t39"."analytics" = 1 THEN "t39"."n" ELSE 0 END) AS "analytics_rejects",
      SUM(CASE WHEN "t39"."statused" = 1 THEN "t39"."n" ELSE 0 END) AS "statused",
      SUM(CASE WHEN "t39"."short_ring" = 1 THEN "t39"."n" ELSE 0 END) AS "short_rings",
      SUM(CASE WHEN "t39"."invalid" = 1 THEN "t39"."n" ELSE 0 END) AS "invalid_callers",
      SUM(CASE WHEN "t39"."numbered" = 1 THEN "t39"."n" ELSE 0 END) AS "numbered",
      SUM(CASE WHEN "t39"."withheld" = 1 THEN "t39"."n" ELSE 0 END) AS "withheld",
      SUM(CASE WHEN "t39"."pair" >= 1 THEN "t39"."n" ELSE 0 END) AS "home_pairs",
      SUM(CASE WHEN "t39"."pair" >= 2 THEN "t39"."n" ELSE 0 END) AS "same_area",
      SUM(CASE WHEN "t39"."pair" = 3 THEN "t39"."n" ELSE 0 END) AS "same_exchange",
      SUM(CASE WHEN "t39"."hung_up" = 1 THEN "t39"."n" ELSE 0 END) AS "caller_hangups_10s",
      SUM(CASE WHEN "t39"."ended" = 1 THEN "t39"."n" ELSE 0 END) AS "ended_known",
      SUM(CASE WHEN "t39"."signed" = 2 THEN "t39"."n" ELSE 0 END) AS "attest_a",
      SUM(CASE WHEN "t39"."signed" = 3 THEN "t39"."n" ELSE 0 END) AS "attest_b",
      SUM(CASE WHEN "t39"."signed" = 4 THEN "t39"."n" ELSE 0 END) AS "attest_c",
      SUM(CASE WHEN "t39"."signed" >= 2 THEN "t39"."n" ELSE 0 END) AS "signed",
      SUM(CASE WHEN "t39"."signed" >= 1 THEN "t39"."n" ELSE 0 END) AS "unsigned_known",
      SUM(CASE WHEN "t39"."dnc" = 1 THEN "t39"."n" ELSE 0 END) AS "dnc_called",
      SUM(CASE WHEN "t39"."reserved" = 1 THEN "t39"."n" ELSE 0 END) AS "honeypot_hits",
      SUM(CASE WHEN "t39"."off_hours" = 1 THEN "t39"."n" ELSE 0 END) AS "off_hours",
      SUM(CASE WHEN "t39"."zoned" = 1 THEN "t39"."n" ELSE 0 END) AS "zoned"
    FROM (
      SELECT
        "t19"."key",
        "t19"."kind",
        "t19"."n",
        "t19"."billable",
        "t19"."first_ms",
        "t19"."last_ms",
        (
          "t19"."kind" >> 0
        ) & 7 AS "result",
        (
          "t19"."kind" >> 3
        ) & 7 AS "length",
        (
          "t19"."kind" >> 6
        ) & 3 AS "pair",
        (
          "t19"."kind" >> 8
        ) & 7 AS "signed",
        (
          "t19"."kind" >> 11
        ) & 1 AS "short_ring",
        (
          "t19"."kind" >> 12
        ) & 1 AS "statused",
        (
          "t19"."kind" >> 13
        ) & 1 AS "analytics",
        (
          "t19"."kind" >> 14
        ) & 1 AS "numbered",
        (
          "t19"."kind" >> 15
        ) & 1 AS "withheld",
        (
          "t19"."kind" >> 16
        ) & 1 AS "invalid",
        (
          "t19"."kind" >> 17
        ) & 1 AS "ended",
        (
          "t19"."kind" >> 18
        ) & 1 AS "hung_up",
        (
          "t19"."kind" >> 19
        ) & 1 AS "fruitless",
        (
          "t19"."kind" >> 20
        ) & 1 AS "dnc",
        (
          "t19"."kind" >> 21
        ) & 1 AS "reserved",
        (
          "t19"."kind" >> 22
        ) & 1 AS "zoned",
        (
          "t19"."kind" >> 23
        ) & 1 AS "off_hours"
      FROM (
        SELECT
          "t0"."key",
          "t0"."kind",
          COUNT(*) AS "n",
          SUM("t0"."billable_ms") AS "billable",
          MIN("t0"."ms") AS "first_ms",
          MAX("t0"."ms") AS "last_ms"
        FROM "calls" AS "t0"
        GROUP BY
          1,
          2
      ) AS "t19"
    ) AS "t39"
    GROUP BY
      1
  ) AS "t75"
  LEFT OUTER JOIN (
    SELECT
      "t96"."key" AS "key_0",
      "t96"."callers",
      "t96"."caller_attempts_max",
      "t96"."unallocated",
      "t96"."hot_block_callers",
      "t96"."high_cost_callers",
      "t96"."unowned",
      "t96"."owned_known",
      "t96"."allocation_known",
      "t96"."hot_block_known",
      "t96"."new_callers",
      "t96"."history_days"
    FROM (
      SELECT
        "t76"."key",
        COUNT(*) AS "callers",
        MAX("t76"."n") AS "caller_attempts_max",
        SUM(CASE WHEN COALESCE("t76"."unallocated", FALSE) THEN "t76"."n" ELSE 0 END) AS "unallocated",
        SUM(CASE WHEN COALESCE("t76"."hot", FALSE) THEN "t76"."n" ELSE 0 END) AS "hot_block_callers",
        SUM(CASE WHEN COALESCE("t76"."high_cost", FALSE) THEN "t76"."n" ELSE 0 END) AS "high_cost_callers",
        SUM(CASE WHEN "t76"."strange" IS NOT NULL THEN "t76"."n" ELSE 0 END) AS "unowned",
        SUM(CASE WHEN "t76"."listed" IS NOT NULL THEN "t76"."n" ELSE 0 END) AS "owned_known",
        SUM(
          CASE
            WHEN "t76"."calling" BETWEEN 10000000000 AND 19999999999
            THEN "t76"."n"
            ELSE 0
          END
        ) AS "allocation_known",
        SUM("t76"."n") AS "hot_block_known",
        SUM(CASE WHEN "t76"."fresh" IS NOT NULL THEN 1 ELSE 0 END) AS "new_callers",
        MAX(COALESCE("t76"."days", 0)) AS "history_days"
      FROM (
        SELECT
          "t57"."key",
          "t57"."calling",
          "t57"."n",
          "t57"."begun",
          "t57"."subject",
          "t22"."unallocated",
          "t22"."hot",
          "t22"."high_cost",
          "t23"."strange",
          "t24"."listed",
          "t25"."fresh",
          "t26"."days"
        FROM (
          SELECT
            "t40"."key",
            "t40"."calling",
            "t40"."n",
            "t40"."begun",
            "t40"."key" >> 32 AS "subject"
          FROM "t37" AS "t40"
        ) AS "t57"
        LEFT OUTER JOIN (
          SELECT
            "t3"."calling" AS "calling_",
            "t3"."unallocated",
            "t3"."hot",
            "t3"."high_cost"
          FROM "noted" AS "t3"
        ) AS "t22"
          ON "t57"."calling" = "t22"."calling_"
        LEFT OUTER JOIN (
          SELECT
            "t4"."subject" AS "subject_",
            "t4"."calling" AS "calling_",
            TRUE AS "strange"
          FROM "unowned" AS "t4"
        ) AS "t23"
          ON "t57"."subject" = "t23"."subject_" AND "t57"."calling" = "t23"."calling_"
        LEFT OUTER JOIN (
          SELECT
            "t5"."subject" AS "subject_",
            TRUE AS "listed"
          FROM "listed" AS "t5"
        ) AS "t24"
          ON "t57"."subject" = "t24"."subject_"
        LEFT OUTER JOIN (
          SELECT
            "t6"."subject" AS "subject_",
            "t6"."begun" AS "begun_",
            "t6"."calling" AS "calling_",
            TRUE AS "fresh"
          FROM "fresh" AS "t6"
        ) AS "t25"
          ON "t57"."subject" = "t25"."subject_"
          AND "t57"."begun" = "t25"."begun_"
          AND "t57"."calling" = "t25"."calling_"
        LEFT OUTER JOIN (
          SELECT
            "t7"."subject" AS "subject_",
            "t7"."begun" AS "begun_",
            "t7"."days"
          FROM "dated" AS "t7"
        ) AS "t26"
          ON "t57"."subject" = "t26"."subject_" AND "t57"."begun" = "t26"."begun_"
      ) AS "t76"
      GROUP BY
        1
    ) AS "t96"
  ) AS "t104"
    ON "t75"."key" = "t104"."key_0"
  LEFT OUTER JOIN (
    SELECT
      "t81"."key" AS "key_1",
      "t81"."called_numbers",
      "t81"."called_attempts_max",
      "t81"."fruitless_max",
      "t81"."single_callers",
      "t81"."single_pair"
    FROM (
      SELECT
        "t61"."key",
        COUNT(*) AS "called_numbers",
        MAX("t61"."n") AS "called_attempts_max",
        MAX("t61"."fruitless") AS "fruitless_max",
        MAX(CASE WHEN "t61"."low" IS NOT NULL THEN 1 ELSE 0 END) AS "single_callers",
        MAX("t61"."one") AS "single_pair"
      FROM (
        SELECT
          "t42"."key",
          "t42"."called",
          "t42"."n",
          "t42"."numbered",
          "t42"."low",
          "t42"."high",
          "t42"."day",
          "t42"."fruitless",
          CASE WHEN "t42"."low" = "t42"."high" THEN "t42"."numbered" ELSE 0 END AS "one"
        FROM "t38" AS "t42"
      ) AS "t61"
      GROUP BY
        1
    ) AS "t81"
  ) AS "t94"
    ON "t75"."key" = "t94"."key_1"
  LEFT OUTER JOIN (
    SELECT
      "t107"."key" AS "key_2",
      "t107"."many_callers",
      "t107"."many_pair"
    FROM (
      SELECT
        "t105"."key",
        MAX("t105"."callers") AS "many_callers",
        MAX("t105"."n") AS "many_pair"
      FROM (
        SELECT
          "t97"."key",
          "t97"."called",
          COUNT(*) AS "callers",
          MAX("t97"."n") AS "n"
        FROM (
          SELECT
            "t88"."key",
            "t88"."called",
            "t88"."calling",
            COUNT(*) AS "n"
          FROM (
            SELECT
              *
            FROM (
              SELECT
                "t9"."key",
                "t9"."begun",
                "t9"."day",
                "t9"."ms",
                "t9"."place",
                "t9"."calling",
                "t9"."called",
                "t9"."kind",
                "t9"."duration_ms",
                "t9"."billable_ms"
              FROM "calls" AS "t9"
              SEMI JOIN (
                SELECT
                  "t42"."key",
                  "t42"."called"
                FROM "t38" AS "t42"
                WHERE
                  "t42"."low" < "t42"."high"
              ) AS "t62"
                ON "t9"."key" = "t62"."key" AND "t9"."called" = "t62"."called"
            ) AS "t79"
            WHERE
              "t79"."calling" IS NOT NULL
          ) AS "t88"
          GROUP BY
            1,
            2,
            3
        ) AS "t97"
        GROUP BY
          1,
          2
      ) AS "t105"
      GROUP BY
        1
    ) AS "t107"
  ) AS "t111"
    ON "t75"."key" = "t111"."key_2"
  LEFT OUTER JOIN (
    SELECT
      "t93"."key" AS "key_3",
      "t93"."logarithms"
    FROM (
      SELECT
        "t69"."key",
        SUM("t69"."n" * LOG(2, CAST("t69"."n" AS DOUBLE))) AS "logarithms"
      FROM (
        SELECT
          "t54"."key",
          "t54"."line",
          SUM("t54"."n") AS "n"
        FROM (
          SELECT
            "t42"."key",
            "t42"."called",
            "t42"."n",
            "t42"."numbered",
            "t42"."low",
            "t42"."high",
            "t42"."day",
            "t42"."fruitless",
            "t42"."called" % 10000 AS "line"
          FROM "t38" AS "t42"
        ) AS "t54"
        GROUP BY
          1,
          2
      ) AS "t69"
      GROUP BY
        1
    ) AS "t93"
  ) AS "t103"
    ON "t75"."key" = "t103"."key_3"
  LEFT OUTER JOIN (
    SELECT
      "t80"."key" AS "key_4",
      "t80"."sequential",
      "t80"."gap_ms_sum",
      "t80"."gap_ms_squares",
      "t80"."attempts_10s_max",
      "t80"."attempts_60s_max"
    FROM (
      SELECT
        "t58"."key",
        SUM(CASE WHEN "t58"."step" THEN 1 ELSE 0 END) AS "sequential",
        CAST(SUM("t58"."gap") AS DOUBLE) AS "gap_ms_sum",
        SUM(CAST("t58"."gap" AS DOUBLE) * CAST("t58"."gap" AS DOUBLE)) AS "gap_ms_squares",
        MAX("t58"."in_10s") AS "attempts_10s_max",
        MAX("t58"."in_60s") AS "attempts_60s_max"
      FROM "t53" AS "t58"
      GROUP BY
        1
    ) AS "t80"
  ) AS "t91"
    ON "t75"."key" = "t91"."key_4"
  LEFT OUTER JOIN (
    SELECT
      "t106"."key" AS "key_5",
      "t106"."sequential_run_max"
    FROM (
      SELECT
        "t99"."key",
        MAX("t99"."n") + 1 AS "sequential_run_max"
      FROM (
        SELECT
          "t92"."key",
          "t92"."run",
          COUNT(*) AS "n"
        FROM (
          SELECT
            "t65"."key",
            "t65"."at",
            "t65"."at" - (
              ROW_NUMBER() OVER (
                PARTITION BY "t65"."key"
                ORDER BY "t65"."at" ASC
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
              ) - 1
            ) AS "run"
          FROM (
            SELECT
              "t58"."key",
              "t58"."at"
            FROM "t53" AS "t58"
            WHERE
              "t58"."step"
          ) AS "t65"
        ) AS "t92"
        GROUP BY
          1,
          2
      ) AS "t99"
      GROUP BY
        1
    ) AS "t106"
  ) AS "t109"
    ON "t75"."key" = "t109"."key_5"
  LEFT OUTER JOIN (
    SELECT
      "t83"."key" AS "key_6",
      "t83"."attempts_1s_max",
      "t83"."squares_10s"
    FROM (
      SELECT
        "t64"."key",
        MAX("t64"."one") AS "attempts_1s_max",
        SUM("t64"."n" * "t64"."n") AS "squares_10s"
      FROM (
        SELECT
          "t50"."key",
          "t50"."ten",
          SUM("t50"."n") AS "n",
          MAX("t50"."n") AS "one"
        FROM (
          SELECT
            "t36"."key",
            "t36"."second",
            "t36"."n",
            "t36"."second" - (
              "t36"."second" % 10000
            ) AS "ten"
          FROM (
            SELECT
              "t29"."key",
              "t29"."second",
              COUNT(*) AS "n"
            FROM (
              SELECT
                "t0"."key",
                "t0"."begun",
                "t0"."day",
                "t0"."ms",
                "t0"."place",
                "t0"."calling",
                "t0"."called",
                "t0"."kind",
                "t0"."duration_ms",
                "t0"."billable_ms",
                "t0"."ms" - (
                  "t0"."ms" % 1000
                ) AS "second"
              FROM "calls" AS "t0"
            ) AS "t29"
            GROUP BY
              1,
              2
          ) AS "t36"
        ) AS "t50"
        GROUP BY
          1,
          2
      ) AS "t64"
      GROUP BY
        1
    ) AS "t83"
  ) AS "t95"
    ON "t75"."key" = "t95"."key_6"
  LEFT OUTER JOIN (
    SELECT
      "t59"."key" AS "key_7",
      "t59"."high_cost",
      "t59"."high_cost_billable_ms",
      "t59"."high_cost_prefixes"
    FROM (
      SELECT
        "t43"."key",
        SUM("t43"."n") AS "high_cost",
        SUM("t43"."billable") AS "high_cost_billable_ms",
        COUNT(*) AS "high_cost_prefixes"
      FROM (
        SELECT
          "t1"."key",
          "t1"."prefix",
          COUNT(*) AS "n",
          SUM(
            CASE
              WHEN (
                (
                  (
                    "t1"."kind" >> 0
                  ) & 7
                ) = 1
              )
              AND (
                (
                  (
                    "t1"."kind" >> 3
                  ) & 7
                ) > 0
              )
              THEN "t1"."billable_ms"
              ELSE 0
            END
          ) AS "billable"
        FROM "costly" AS "t1"
        GROUP BY
          1,
          2
      ) AS "t43"
      GROUP BY
        1
    ) AS "t59"
  ) AS "t72"
    ON "t75"."key" = "t72"."key_7"
  LEFT OUTER JOIN (
    SELECT
      "t60"."key" AS "key_8",
      "t60"."high_cost_parallel_max"
    FROM (
      SELECT
        "t44"."key",
        MAX("t44"."up") AS "high_cost_parallel_max"
      FROM (
        SELECT
          "t30"."key",
          "t30"."prefix",
          "t30"."place",
          "t30"."moment",
          "t30"."move",
          SUM("t30"."move") OVER (
            PARTITION BY "t30"."key", "t30"."prefix"
            ORDER BY "t30"."moment" ASC, "t30"."move" ASC, "t30"."place" ASC
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
          ) AS "up"
        FROM (
          SELECT
            *
          FROM (
            SELECT
              "t1"."key",
              "t1"."prefix",
              "t1"."place",
              "t1"."ms" AS "moment",
              1 AS "move"
            FROM "costly" AS "t1"
          ) AS "t10"
          UNION ALL
          SELECT
            *
          FROM (
            SELECT
              "t1"."key",
              "t1"."prefix",
              "t1"."place",
              "t1"."ms" + "t1"."duration_ms" AS "moment",
              -1 AS "move"
            FROM "costly" AS "t1"
          ) AS "t21"
        ) AS "t30"
      ) AS "t44"
      GROUP BY
        1
    ) AS "t60"
  ) AS "t73"
    ON "t75"."key" = "t73"."key_8"
  LEFT OUTER JOIN (
    SELECT
      "t63"."key" AS "key_9",
      "t63"."high_cost_same_length"
    FROM (
      SELECT
        "t47"."key",
        MAX("t47"."near") AS "high_cost_same_length"
      FROM (
        SELECT
          "t33"."key",
          "t33"."ms",
          "t33"."place",
          "t33"."prefix",
          "t33"."kind",
          "t33"."duration_ms",
          "t33"."billable_ms",
          COUNT(*) OVER (
            PARTITION BY "t33"."key", "t33"."prefix"
            ORDER BY "t33"."billable_ms" ASC
            RANGE BETWEEN 4000 preceding AND CURRENT ROW
          ) AS "near"
        FROM (
          SELECT
            *
          FROM "costly" AS "t1"
          WHERE
            (
              (
                "t1"."kind" >> 0
              ) & 7
            ) = 1
            AND (
              (
                "t1"."kind" >> 3
              ) & 7
            ) > 1
        ) AS "t33"
      ) AS "t47"
      GROUP BY
        1
    ) AS "t63"
  ) AS "t77"
    ON "t75"."key" = "t77"."key_9"
  LEFT OUTER JOIN (
    SELECT
      "t34"."key" AS "key_10",
      "t34"."name_callers_max"
    FROM (
      SELECT
        "t11"."key",
        MAX("t11"."n") AS "name_callers_max"
      FROM (
        SELECT
          "t2"."key",
          "t2"."name",
          COUNT(*) AS "n"
        FROM "named" AS "t2"
        GROUP BY
          1,
          2
      ) AS "t11"
      GROUP BY
        1
    ) AS "t34"
  ) AS "t45"
    ON "t75"."key" = "t45"."key_10"
  LEFT OUTER JOIN (
    SELECT
      "t89"."key" AS "key_11",
      "t89"."two_way"
    FROM (
      SELECT
        "t82"."key",
        COUNT(*) AS "two_way"
      FROM (
        SELECT DISTINCT
          *
        FROM (
          SELECT
            "t56"."key",
            "t56"."number"
          FROM (
            SELECT
              "t42"."key",
              "t42"."day",
              "t42"."called" AS "number"
            FROM "t38" AS "t42"
          ) AS "t56"
          INNER JOIN (
            SELECT DISTINCT
              "t8"."day",
              "t8"."number",
              "t8"."caller_id"
            FROM "inbound" AS "t8"
          ) AS "t27"
            ON "t56"."day" = "t27"."day" AND "t56"."number" = "t27"."number"
          INNER JOIN (
            SELECT
              "t40"."key",
              "t40"."calling" AS "caller_id"
            FROM "t37" AS "t40"
          ) AS "t52"
            ON "t56"."key" = "t52"."key" AND "t27"."caller_id" = "t52"."caller_id"
        ) AS "t74"
      ) AS "t82"
      GROUP BY
        1
    ) AS "t89"
  ) AS "t101"
    ON "t75"."key" = "t101"."key_11"
  LEFT OUTER JOIN (
    SELECT
      "t78"."key" AS "key_12",
      "t78"."callbacks"
    FROM (
      SELECT
        "t68"."key",
        COUNT(*) AS "callbacks"
      FROM (
        SELECT DISTINCT
          "t48"."key",
          "t48"."ms",
          "t48"."place"
        FROM (
          SELECT
            "t35"."key",
            "t35"."ms",
            "t35"."place",
            "t35"."number",
            "t35"."caller_id",
            "t28"."later"
          FROM (
            SELECT
              "t0"."key",
              "t0"."ms",
              "t0"."place",
              "t0"."called" AS "number",
              "t0"."calling" AS "caller_id"
            FROM "calls" AS "t0"
            WHERE
              (
                (
                  "t0"."kind" >> 11
                ) & 1
              ) = 1 AND "t0"."calling" IS NOT NULL
          ) AS "t35"
          INNER JOIN (
            SELECT
              "t8"."number",
              "t8"."caller_id",
              "t8"."ms" AS "later"
            FROM "inbound" AS "t8"
          ) AS "t28"
            ON "t35"."number" = "t28"."number" AND "t35"."caller_id" = "t28"."caller_id"
        ) AS "t48"
        WHERE
          "t48"."later" > "t48"."ms" AND "t48"."later" <= (
            "t48"."ms" + 86400000
          )
      ) AS "t68"
      GROUP BY
        1
    ) AS "t78"
  ) AS "t86"
    ON "t75"."key" = "t86"."key_12"
) AS "t112"
ORDER BY
  "t112"."key" ASC
