-- Made by scripts/questions.py; what the tables hold is told there. Engine: spark.
WITH `t33` AS (
  SELECT
    `t0`.`key`,
    `t0`.`begun`,
    `t0`.`day`,
    `t0`.`ms`,
    `t0`.`place`,
    `t0`.`calling`,
    `t0`.`called`,
    `t0`.`kind`,
    `t0`.`duration_ms`,
    `t0`.`billable_ms`,
    ROW_NUMBER() OVER (
      PARTITION BY `t0`.`key`
      ORDER BY `t0`.`ms` ASC NULLS LAST, `t0`.`place` ASC NULLS LAST
    ) - 1 AS `at`,
    LAG(`t0`.`called`) OVER (
      PARTITION BY `t0`.`key`
      ORDER BY `t0`.`ms` ASC NULLS LAST, `t0`.`place` ASC NULLS LAST
    ) AS `called_before`,
    LAG(`t0`.`ms`) OVER (
      PARTITION BY `t0`.`key`
      ORDER BY `t0`.`ms` ASC NULLS LAST, `t0`.`place` ASC NULLS LAST
    ) AS `ms_before`,
    COUNT(*) OVER (
      PARTITION BY `t0`.`key`
      ORDER BY `t0`.`ms` ASC NULLS LAST
      RANGE BETWEEN 9999 PRECEDING AND CURRENT ROW
    ) AS `in_10s`,
    COUNT(*) OVER (
      PARTITION BY `t0`.`key`
      ORDER BY `t0`.`ms` ASC NULLS LAST
      RANGE BETWEEN 59999 PRECEDING AND CURRENT ROW
    ) AS `in_60s`
  FROM `calls` AS `t0`
), `t38` AS (
  SELECT
    `t21`.`key`,
    `t21`.`calling`,
    COUNT(*) AS `n`,
    MIN(`t21`.`begun`) AS `begun`
  FROM (
    SELECT
      *
    FROM `calls` AS `t0`
    WHERE
      `t0`.`calling` IS NOT NULL
  ) AS `t21`
  GROUP BY
    1,
    2
), `t39` AS (
  SELECT
    `t0`.`key`,
    `t0`.`called`,
    COUNT(*) AS `n`,
    COUNT(`t0`.`calling`) AS `numbered`,
    MIN(`t0`.`calling`) AS `low`,
    MAX(`t0`.`calling`) AS `high`,
    MIN(`t0`.`day`) AS `day`,
    SUM(
      CASE
        WHEN (
          CAST(FLOOR((
            `t0`.`kind`
          ) / (
            524288
          )) AS BIGINT) % 2
        ) = 1
        THEN 1
        ELSE 0
      END
    ) AS `fruitless`
  FROM `calls` AS `t0`
  GROUP BY
    1,
    2
)
SELECT
  `t125`.`key`,
  `t125`.`first_ms`,
  `t125`.`last_ms`,
  COALESCE(`t125`.`attempts`, 0) AS `attempts`,
  COALESCE(`t125`.`answered`, 0) AS `answered`,
  COALESCE(`t125`.`timed`, 0) AS `timed`,
  COALESCE(`t125`.`billable_ms`, 0) AS `billable_ms`,
  COALESCE(`t125`.`short`, 0) AS `short`,
  COALESCE(`t125`.`under_60s`, 0) AS `under_60s`,
  COALESCE(`t125`.`over_120s`, 0) AS `over_120s`,
  COALESCE(`t125`.`no_answer`, 0) AS `no_answer`,
  COALESCE(`t125`.`busy`, 0) AS `busy`,
  COALESCE(`t125`.`cancelled`, 0) AS `cancelled`,
  COALESCE(`t125`.`vacant`, 0) AS `vacant`,
  COALESCE(`t125`.`rejected`, 0) AS `rejected`,
  COALESCE(`t125`.`failed`, 0) AS `failed`,
  COALESCE(`t125`.`analytics_rejects`, 0) AS `analytics_rejects`,
  COALESCE(`t125`.`statused`, 0) AS `statused`,
  COALESCE(`t125`.`short_rings`, 0) AS `short_rings`,
  COALESCE(`t125`.`invalid_callers`, 0) AS `invalid_callers`,
  COALESCE(`t125`.`callers`, 0) AS `callers`,
  COALESCE(`t125`.`caller_attempts_max`, 0) AS `caller_attempts_max`,
  COALESCE(`t125`.`numbered`, 0) AS `numbered`,
  COALESCE(`t125`.`home_pairs`, 0) AS `home_pairs`,
  COALESCE(`t125`.`same_area`, 0) AS `same_area`,
  COALESCE(`t125`.`same_exchange`, 0) AS `same_exchange`,
  COALESCE(`t125`.`called_numbers`, 0) AS `called_numbers`,
  COALESCE(`t125`.`called_attempts_max`, 0) AS `called_attempts_max`,
  COALESCE(GREATEST(`t125`.`single_callers`, COALESCE(`t125`.`many_callers`, 0)), 0) AS `called_callers_max`,
  COALESCE(GREATEST(`t125`.`single_pair`, COALESCE(`t125`.`many_pair`, 0)), 0) AS `pair_attempts_max`,
  COALESCE(`t125`.`sequential`, 0) AS `sequential`,
  COALESCE(`t125`.`sequential_run_max`, 0) AS `sequential_run_max`,
  COALESCE(`t125`.`attempts_1s_max`, 0) AS `attempts_1s_max`,
  COALESCE(`t125`.`attempts_10s_max`, 0) AS `attempts_10s_max`,
  COALESCE(`t125`.`attempts_60s_max`, 0) AS `attempts_60s_max`,
  COALESCE(`t125`.`squares_10s`, 0) AS `squares_10s`,
  COALESCE(`t125`.`high_cost`, 0) AS `high_cost`,
  COALESCE(`t125`.`high_cost_billable_ms`, 0) AS `high_cost_billable_ms`,
  COALESCE(`t125`.`high_cost_prefixes`, 0) AS `high_cost_prefixes`,
  COALESCE(`t125`.`high_cost_parallel_max`, 0) AS `high_cost_parallel_max`,
  COALESCE(`t125`.`high_cost_callers`, 0) AS `high_cost_callers`,
  COALESCE(`t125`.`name_callers_max`, 0) AS `name_callers_max`,
  COALESCE(`t125`.`unowned`, 0) AS `unowned`,
  COALESCE(`t125`.`owned_known`, 0) AS `owned_known`,
  COALESCE(`t125`.`new_callers`, 0) AS `new_callers`,
  COALESCE(CASE WHEN `t125`.`history_days` > 0 THEN `t125`.`callers` ELSE 0 END, 0) AS `callers_dated`,
  COALESCE(`t125`.`history_days`, 0) AS `history_days`,
  COALESCE(`t125`.`two_way`, 0) AS `two_way`,
  COALESCE(`t125`.`dnc_called`, 0) AS `dnc_called`,
  COALESCE(`t125`.`attempts`, 0) AS `dnc_known`,
  COALESCE(`t125`.`off_hours`, 0) AS `off_hours`,
  COALESCE(`t125`.`zoned`, 0) AS `zoned`,
  COALESCE(`t125`.`caller_hangups_10s`, 0) AS `caller_hangups_10s`,
  COALESCE(`t125`.`ended_known`, 0) AS `ended_known`,
  COALESCE(`t125`.`callbacks`, 0) AS `callbacks`,
  COALESCE(`t125`.`fruitless_max`, 0) AS `fruitless_max`,
  COALESCE(`t125`.`withheld`, 0) AS `withheld`,
  COALESCE(`t125`.`high_cost_same_length`, 0) AS `high_cost_same_length`,
  COALESCE(`t125`.`hot_block_callers`, 0) AS `hot_block_callers`,
  COALESCE(`t125`.`hot_block_known`, 0) AS `hot_block_known`,
  COALESCE(`t125`.`attest_a`, 0) AS `attest_a`,
  COALESCE(`t125`.`attest_b`, 0) AS `attest_b`,
  COALESCE(`t125`.`attest_c`, 0) AS `attest_c`,
  COALESCE(`t125`.`signed`, 0) AS `signed`,
  COALESCE(`t125`.`unsigned_known`, 0) AS `unsigned_known`,
  COALESCE(`t125`.`unallocated`, 0) AS `unallocated`,
  COALESCE(`t125`.`allocation_known`, 0) AS `allocation_known`,
  COALESCE(`t125`.`honeypot_hits`, 0) AS `honeypot_hits`,
  COALESCE(`t125`.`attempts`, 0) AS `honeypot_known`,
  COALESCE(`t125`.`gap_ms_sum`, 0) AS `gap_ms_sum`,
  COALESCE(`t125`.`gap_ms_squares`, 0) AS `gap_ms_squares`,
  COALESCE(
    LOG(2, CAST(`t125`.`attempts` AS DOUBLE)) - (
      `t125`.`logarithms` / CAST(`t125`.`attempts` AS DOUBLE)
    ),
    0
  ) AS `line_entropy_bits`
FROM (
  SELECT
    `t75`.`key`,
    `t75`.`first_ms`,
    `t75`.`last_ms`,
    `t75`.`attempts`,
    `t75`.`answered`,
    `t75`.`timed`,
    `t75`.`billable_ms`,
    `t75`.`short`,
    `t75`.`under_60s`,
    `t75`.`over_120s`,
    `t75`.`no_answer`,
    `t75`.`busy`,
    `t75`.`cancelled`,
    `t75`.`vacant`,
    `t75`.`rejected`,
    `t75`.`failed`,
    `t75`.`analytics_rejects`,
    `t75`.`statused`,
    `t75`.`short_rings`,
    `t75`.`invalid_callers`,
    `t75`.`numbered`,
    `t75`.`withheld`,
    `t75`.`home_pairs`,
    `t75`.`same_area`,
    `t75`.`same_exchange`,
    `t75`.`caller_hangups_10s`,
    `t75`.`ended_known`,
    `t75`.`attest_a`,
    `t75`.`attest_b`,
    `t75`.`attest_c`,
    `t75`.`signed`,
    `t75`.`unsigned_known`,
    `t75`.`dnc_called`,
    `t75`.`honeypot_hits`,
    `t75`.`off_hours`,
    `t75`.`zoned`,
    `t124`.`callers`,
    `t124`.`caller_attempts_max`,
    `t124`.`unallocated`,
    `t124`.`hot_block_callers`,
    `t124`.`high_cost_callers`,
    `t124`.`unowned`,
    `t124`.`owned_known`,
    `t124`.`allocation_known`,
    `t124`.`hot_block_known`,
    `t124`.`new_callers`,
    `t124`.`history_days`,
    `t98`.`called_numbers`,
    `t98`.`called_attempts_max`,
    `t98`.`fruitless_max`,
    `t98`.`single_callers`,
    `t98`.`single_pair`,
    `t116`.`many_callers`,
    `t116`.`many_pair`,
    `t105`.`logarithms`,
    `t94`.`sequential`,
    `t94`.`gap_ms_sum`,
    `t94`.`gap_ms_squares`,
    `t94`.`attempts_10s_max`,
    `t94`.`attempts_60s_max`,
    `t110`.`sequential_run_max`,
    `t89`.`attempts_1s_max`,
    `t89`.`squares_10s`,
    `t72`.`high_cost`,
    `t72`.`high_cost_billable_ms`,
    `t72`.`high_cost_prefixes`,
    `t73`.`high_cost_parallel_max`,
    `t78`.`high_cost_same_length`,
    `t47`.`name_callers_max`,
    `t103`.`two_way`,
    `t91`.`callbacks`
  FROM (
    SELECT
      `t40`.`key`,
      MIN(`t40`.`first_ms`) AS `first_ms`,
      MAX(`t40`.`last_ms`) AS `last_ms`,
      SUM(`t40`.`n`) AS `attempts`,
      SUM(CASE WHEN `t40`.`result` = 1 THEN `t40`.`n` ELSE 0 END) AS `answered`,
      SUM(
        CASE
          WHEN (
            `t40`.`result` = 1
          ) AND (
            `t40`.`length` > 0
          )
          THEN `t40`.`n`
          ELSE 0
        END
      ) AS `timed`,
      SUM(
        CASE
          WHEN (
            `t40`.`result` = 1
          ) AND (
            `t40`.`length` > 0
          )
          THEN `t40`.`billable`
          ELSE 0
        END
      ) AS `billable_ms`,
      SUM(
        CASE
          WHEN (
            `t40`.`result` = 1
          ) AND (
            `t40`.`length` > 0
          ) AND (
            `t40`.`length` = 2
          )
          THEN `t40`.`n`
          ELSE 0
        END
      ) AS `short`,
      SUM(
        CASE
          WHEN (
            `t40`.`result` = 1
          )
          AND (
            `t40`.`length` > 0
          )
          AND (
            `t40`.`length` <= 4
          )
          THEN `t40`.`n`
          ELSE 0
        END
      ) AS `under_60s`,
      SUM(
        CASE
          WHEN (
            `t40`.`result` = 1
          ) AND (
            `t40`.`length` > 0
          ) AND (
            `t40`.`length` = 6
          )
          THEN `t40`.`n`
          ELSE 0
        END
      ) AS `over_120s`,
      SUM(CASE WHEN `t40`.`result` = 2 THEN `t40`.`n` ELSE 0 END) AS `no_answer`,
      SUM(CASE WHEN `t40`.`result` = 3 THEN `t40`.`n` ELSE 0 END) AS `busy`,
      SUM(CASE WHEN `t40`.`result` = 4 THEN `t40`.`n` ELSE 0 END) AS `cancelled`,
      SUM(CASE WHEN `t40`.`result` = 5 THEN `t40`.`n` ELSE 0 END) AS `vacant`,
      SUM(CASE WHEN `t40`.`result` = 6 THEN `t40`.`n` ELSE 0 END) AS `rejected`,
      SUM(CASE WHEN `t40`.`result` = 7 THEN `t40`.`n` ELSE 0 END) AS `failed`,
      SUM(CASE WHEN `t40`.`analytics` = 1 THEN `t40`.`n` ELSE 0 END) AS `analytics_rejects`,
      SUM(CASE WHEN `t40`.`statused` = 1 THEN `t40`.`n` ELSE 0 END) AS `statused`,
      SUM(CASE WHEN `t40`.`short_ring` = 1 THEN `t40`.`n` ELSE 0 END) AS `short_rings`,
      SUM(CASE WHEN `t40`.`invalid` = 1 THEN `t40`.`n` ELSE 0 END) AS `invalid_callers`,
      SUM(CASE WHEN `t40`.`numbered` = 1 THEN `t40`.`n` ELSE 0 END) AS `numbered`,
      SUM(CASE WHEN `t40`.`withheld` = 1 THEN `t40`.`n` ELSE 0 END) AS `withheld`,
      SUM(CASE WHEN `t40`.`pair` >= 1 THEN `t40`.`n` ELSE 0 END) AS `home_pairs`,
      SUM(CASE WHEN `t40`.`pair` >= 2 THEN `t40`.`n` ELSE 0 END) AS `same_area`,
      SUM(CASE WHEN `t40`.`pair` = 3 THEN `t40`.`n` ELSE 0 END) AS `same_exchange`,
      SUM(CASE WHEN `t40`.`hung_up` = 1 THEN `t40`.`n` ELSE 0 END) AS `caller_hangups_10s`,
      SUM(CASE WHEN `t40`.`ended` = 1 THEN `t40`.`n` ELSE 0 END) AS `ended_known`,
      SUM(CASE WHEN `t40`.`signed` = 2 THEN `t40`.`n` ELSE 0 END) AS `attest_a`,
      SUM(CASE WHEN `t40`.`signed` = 3 THEN `t40`.`n` ELSE 0 END) AS `attest_b`,
      SUM(CASE WHEN `t40`.`signed` = 4 THEN `t40`.`n` ELSE 0 END) AS `attest_c`,
      SUM(CASE WHEN `t40`.`signed` >= 2 THEN `t40`.`n` ELSE 0 END) AS `signed`,
      SUM(CASE WHEN `t40`.`signed` >= 1 THEN `t40`.`n` ELSE 0 END) AS `unsigned_known`,
      SUM(CASE WHEN `t40`.`dnc` = 1 THEN `t40`.`n` ELSE 0 END) AS `dnc_called`,
      SUM(CASE WHEN `t40`.`reserved` = 1 THEN `t40`.`n` ELSE 0 END) AS `honeypot_hits`,
      SUM(CASE WHEN `t40`.`off_hours` = 1 THEN `t40`.`n` ELSE 0 END) AS `off_hours`,
      SUM(CASE WHEN `t40`.`zoned` = 1 THEN `t40`.`n` ELSE 0 END) AS `zoned`
    FROM (
      SELECT
        `t19`.`key`,
        `t19`.`kind`,
        `t19`.`n`,
        `t19`.`billable`,
        `t19`.`first_ms`,
        `t19`.`last_ms`,
        CAST(FLOOR((
          `t19`.`kind`
        ) / (
          1
        )) AS BIGINT) % 8 AS `result`,
        CAST(FLOOR((
          `t19`.`kind`
        ) / (
          8
        )) AS BIGINT) % 8 AS `length`,
        CAST(FLOOR((
          `t19`.`kind`
        ) / (
          64
        )) AS BIGINT) % 4 AS `pair`,
        CAST(FLOOR((
          `t19`.`kind`
        ) / (
          256
        )) AS BIGINT) % 8 AS `signed`,
        CAST(FLOOR((
          `t19`.`kind`
        ) / (
          2048
        )) AS BIGINT) % 2 AS `short_ring`,
        CAST(FLOOR((
          `t19`.`kind`
        ) / (
          4096
        )) AS BIGINT) % 2 AS `statused`,
        CAST(FLOOR((
          `t19`.`kind`
        ) / (
          8192
        )) AS BIGINT) % 2 AS `analytics`,
        CAST(FLOOR((
          `t19`.`kind`
        ) / (
          16384
        )) AS BIGINT) % 2 AS `numbered`,
        CAST(FLOOR((
          `t19`.`kind`
        ) / (
          32768
        )) AS BIGINT) % 2 AS `withheld`,
        CAST(FLOOR((
          `t19`.`kind`
        ) / (
          65536
        )) AS BIGINT) % 2 AS `invalid`,
        CAST(FLOOR((
          `t19`.`kind`
        ) / (
          131072
        )) AS BIGINT) % 2 AS `ended`,
        CAST(FLOOR((
          `t19`.`kind`
        ) / (
          262144
        )) AS BIGINT) % 2 AS `hung_up`,
        CAST(FLOOR((
          `t19`.`kind`
        ) / (
          524288
        )) AS BIGINT) % 2 AS `fruitless`,
        CAST(FLOOR((
          `t19`.`kind`
        ) / (
          1048576
        )) AS BIGINT) % 2 AS `dnc`,
        CAST(FLOOR((
          `t19`.`kind`
        ) / (
          2097152
        )) AS BIGINT) % 2 AS `reserved`,
        CAST(FLOOR((
          `t19`.`kind`
        ) / (
          4194304
        )) AS BIGINT) % 2 AS `zoned`,
        CAST(FLOOR((
          `t19`.`kind`
        ) / (
          8388608
        )) AS BIGINT) % 2 AS `off_hours`
      FROM (
        SELECT
          `t0`.`key`,
          `t0`.`kind`,
          COUNT(*) AS `n`,
          SUM(`t0`.`billable_ms`) AS `billable`,
          MIN(`t0`.`ms`) AS `first_ms`,
          MAX(`t0`.`ms`) AS `last_ms`
        FROM `calls` AS `t0`
        GROUP BY
          1,
          2
      ) AS `t19`
    ) AS `t40`
    GROUP BY
      1
  ) AS `t75`
  LEFT OUTER JOIN (
    SELECT
      `t122`.`key` AS `key_0`,
      `t122`.`callers`,
      `t122`.`caller_attempts_max`,
      `t122`.`unallocated`,
      `t122`.`hot_block_callers`,
      `t122`.`high_cost_callers`,
      `t122`.`unowned`,
      `t122`.`owned_known`,
      `t122`.`allocation_known`,
      `t122`.`hot_block_known`,
      `t122`.`new_callers`,
      `t122`.`history_days`
    FROM (
      SELECT
        `t121`.`key`,
        COUNT(*) AS `callers`,
        MAX(`t121`.`n`) AS `caller_attempts_max`,
        SUM(CASE WHEN COALESCE(`t121`.`unallocated`, FALSE) THEN `t121`.`n` ELSE 0 END) AS `unallocated`,
        SUM(CASE WHEN COALESCE(`t121`.`hot`, FALSE) THEN `t121`.`n` ELSE 0 END) AS `hot_block_callers`,
        SUM(CASE WHEN COALESCE(`t121`.`high_cost`, FALSE) THEN `t121`.`n` ELSE 0 END) AS `high_cost_callers`,
        SUM(CASE WHEN `t121`.`strange` IS NOT NULL THEN `t121`.`n` ELSE 0 END) AS `unowned`,
        SUM(CASE WHEN `t121`.`listed` IS NOT NULL THEN `t121`.`n` ELSE 0 END) AS `owned_known`,
        SUM(
          CASE
            WHEN `t121`.`calling` BETWEEN 10000000000 AND 19999999999
            THEN `t121`.`n`
            ELSE 0
          END
        ) AS `allocation_known`,
        SUM(`t121`.`n`) AS `hot_block_known`,
        SUM(CASE WHEN `t121`.`fresh` IS NOT NULL THEN 1 ELSE 0 END) AS `new_callers`,
        MAX(COALESCE(`t121`.`days`, 0)) AS `history_days`
      FROM (
        SELECT
          `t120`.`key`,
          `t120`.`calling`,
          `t120`.`n`,
          `t120`.`begun`,
          `t120`.`subject`,
          `t120`.`unallocated`,
          `t120`.`hot`,
          `t120`.`high_cost`,
          `t120`.`strange`,
          `t120`.`listed`,
          `t120`.`fresh`,
          `t120`.`days`
        FROM (
          SELECT
            `t119`.`key`,
            `t119`.`calling`,
            `t119`.`n`,
            `t119`.`begun`,
            `t119`.`subject`,
            `t119`.`unallocated`,
            `t119`.`hot`,
            `t119`.`high_cost`,
            `t119`.`strange`,
            `t119`.`listed`,
            `t119`.`fresh`,
            `t23`.`subject_`,
            `t23`.`begun_`,
            `t23`.`days`
          FROM (
            SELECT
              `t117`.`key`,
              `t117`.`calling`,
              `t117`.`n`,
              `t117`.`begun`,
              `t117`.`subject`,
              `t117`.`unallocated`,
              `t117`.`hot`,
              `t117`.`high_cost`,
              `t117`.`strange`,
              `t117`.`listed`,
              `t117`.`fresh`
            FROM (
              SELECT
                `t115`.`key`,
                `t115`.`calling`,
                `t115`.`n`,
                `t115`.`begun`,
                `t115`.`subject`,
                `t115`.`unallocated`,
                `t115`.`hot`,
                `t115`.`high_cost`,
                `t115`.`strange`,
                `t115`.`listed`,
                `t26`.`subject_`,
                `t26`.`begun_`,
                `t26`.`calling_`,
                `t26`.`fresh`
              FROM (
                SELECT
                  `t112`.`key`,
                  `t112`.`calling`,
                  `t112`.`n`,
                  `t112`.`begun`,
                  `t112`.`subject`,
                  `t112`.`unallocated`,
                  `t112`.`hot`,
                  `t112`.`high_cost`,
                  `t112`.`strange`,
                  `t112`.`listed`
                FROM (
                  SELECT
                    `t107`.`key`,
                    `t107`.`calling`,
                    `t107`.`n`,
                    `t107`.`begun`,
                    `t107`.`subject`,
                    `t107`.`unallocated`,
                    `t107`.`hot`,
                    `t107`.`high_cost`,
                    `t107`.`strange`,
                    `t27`.`subject_`,
                    `t27`.`listed`
                  FROM (
                    SELECT
                      `t101`.`key`,
                      `t101`.`calling`,
                      `t101`.`n`,
                      `t101`.`begun`,
                      `t101`.`subject`,
                      `t101`.`unallocated`,
                      `t101`.`hot`,
                      `t101`.`high_cost`,
                      `t101`.`strange`
                    FROM (
                      SELECT
                        `t86`.`key`,
                        `t86`.`calling`,
                        `t86`.`n`,
                        `t86`.`begun`,
                        `t86`.`subject`,
                        `t86`.`unallocated`,
                        `t86`.`hot`,
                        `t86`.`high_cost`,
                        `t28`.`subject_`,
                        `t28`.`calling_`,
                        `t28`.`strange`
                      FROM (
                        SELECT
                          `t77`.`key`,
                          `t77`.`calling`,
                          `t77`.`n`,
                          `t77`.`begun`,
                          `t77`.`subject`,
                          `t77`.`unallocated`,
                          `t77`.`hot`,
                          `t77`.`high_cost`
                        FROM (
                          SELECT
                            `t60`.`key`,
                            `t60`.`calling`,
                            `t60`.`n`,
                            `t60`.`begun`,
                            `t60`.`subject`,
                            `t29`.`calling_`,
                            `t29`.`unallocated`,
                            `t29`.`hot`,
                            `t29`.`high_cost`
                          FROM (
                            SELECT
                              `t41`.`key`,
                              `t41`.`calling`,
                              `t41`.`n`,
                              `t41`.`begun`,
                              CAST(FLOOR((
                                `t41`.`key`
                              ) / (
                                4294967296
                              )) AS BIGINT) AS `subject`
                            FROM `t38` AS `t41`
                          ) AS `t60`
                          LEFT OUTER JOIN (
                            SELECT
                              `t8`.`calling` AS `calling_`,
                              `t8`.`unallocated`,
                              `t8`.`hot`,
                              `t8`.`high_cost`
                            FROM `noted` AS `t8`
                          ) AS `t29`
                            ON `t60`.`calling` = `t29`.`calling_`
                        ) AS `t77`
                      ) AS `t86`
                      LEFT OUTER JOIN (
                        SELECT
                          `t7`.`subject` AS `subject_`,
                          `t7`.`calling` AS `calling_`,
                          TRUE AS `strange`
                        FROM `unowned` AS `t7`
                      ) AS `t28`
                        ON `t86`.`subject` = `t28`.`subject_` AND `t86`.`calling` = `t28`.`calling_`
                    ) AS `t101`
                  ) AS `t107`
                  LEFT OUTER JOIN (
                    SELECT
                      `t6`.`subject` AS `subject_`,
                      TRUE AS `listed`
                    FROM `listed` AS `t6`
                  ) AS `t27`
                    ON `t107`.`subject` = `t27`.`subject_`
                ) AS `t112`
              ) AS `t115`
              LEFT OUTER JOIN (
                SELECT
                  `t5`.`subject` AS `subject_`,
                  `t5`.`begun` AS `begun_`,
                  `t5`.`calling` AS `calling_`,
                  TRUE AS `fresh`
                FROM `fresh` AS `t5`
              ) AS `t26`
                ON `t115`.`subject` = `t26`.`subject_`
                AND `t115`.`begun` = `t26`.`begun_`
                AND `t115`.`calling` = `t26`.`calling_`
            ) AS `t117`
          ) AS `t119`
          LEFT OUTER JOIN (
            SELECT
              `t3`.`subject` AS `subject_`,
              `t3`.`begun` AS `begun_`,
              `t3`.`days`
            FROM `dated` AS `t3`
          ) AS `t23`
            ON `t119`.`subject` = `t23`.`subject_` AND `t119`.`begun` = `t23`.`begun_`
        ) AS `t120`
      ) AS `t121`
      GROUP BY
        1
    ) AS `t122`
  ) AS `t124`
    ON `t75`.`key` = `t124`.`key_0`
  LEFT OUTER JOIN (
    SELECT
      `t88`.`key` AS `key_1`,
      `t88`.`called_numbers`,
      `t88`.`called_attempts_max`,
      `t88`.`fruitless_max`,
      `t88`.`single_callers`,
      `t88`.`single_pair`
    FROM (
      SELECT
        `t63`.`key`,
        COUNT(*) AS `called_numbers`,
        MAX(`t63`.`n`) AS `called_attempts_max`,
        MAX(`t63`.`fruitless`) AS `fruitless_max`,
        CAST(MAX(CASE WHEN `t63`.`low` IS NOT NULL THEN 1 ELSE 0 END) AS BIGINT) AS `single_callers`,
        MAX(`t63`.`one`) AS `single_pair`
      FROM (
        SELECT
          `t43`.`key`,
          `t43`.`called`,
          `t43`.`n`,
          `t43`.`numbered`,
          `t43`.`low`,
          `t43`.`high`,
          `t43`.`day`,
          `t43`.`fruitless`,
          CASE WHEN `t43`.`low` = `t43`.`high` THEN `t43`.`numbered` ELSE 0 END AS `one`
        FROM `t39` AS `t43`
      ) AS `t63`
      GROUP BY
        1
    ) AS `t88`
  ) AS `t98`
    ON `t75`.`key` = `t98`.`key_1`
  LEFT OUTER JOIN (
    SELECT
      `t111`.`key` AS `key_2`,
      `t111`.`many_callers`,
      `t111`.`many_pair`
    FROM (
      SELECT
        `t108`.`key`,
        MAX(`t108`.`callers`) AS `many_callers`,
        MAX(`t108`.`n`) AS `many_pair`
      FROM (
        SELECT
          `t99`.`key`,
          `t99`.`called`,
          COUNT(*) AS `callers`,
          MAX(`t99`.`n`) AS `n`
        FROM (
          SELECT
            `t92`.`key`,
            `t92`.`called`,
            `t92`.`calling`,
            COUNT(*) AS `n`
          FROM (
            SELECT
              *
            FROM (
              SELECT
                `t9`.`key`,
                `t9`.`begun`,
                `t9`.`day`,
                `t9`.`ms`,
                `t9`.`place`,
                `t9`.`calling`,
                `t9`.`called`,
                `t9`.`kind`,
                `t9`.`duration_ms`,
                `t9`.`billable_ms`
              FROM `calls` AS `t9`
              LEFT SEMI JOIN (
                SELECT
                  `t43`.`key`,
                  `t43`.`called`
                FROM `t39` AS `t43`
                WHERE
                  `t43`.`low` < `t43`.`high`
              ) AS `t64`
                ON `t9`.`key` = `t64`.`key` AND `t9`.`called` = `t64`.`called`
            ) AS `t80`
            WHERE
              `t80`.`calling` IS NOT NULL
          ) AS `t92`
          GROUP BY
            1,
            2,
            3
        ) AS `t99`
        GROUP BY
          1,
          2
      ) AS `t108`
      GROUP BY
        1
    ) AS `t111`
  ) AS `t116`
    ON `t75`.`key` = `t116`.`key_2`
  LEFT OUTER JOIN (
    SELECT
      `t96`.`key` AS `key_3`,
      `t96`.`logarithms`
    FROM (
      SELECT
        `t69`.`key`,
        SUM(`t69`.`n` * LOG(2, CAST(`t69`.`n` AS DOUBLE))) AS `logarithms`
      FROM (
        SELECT
          `t54`.`key`,
          `t54`.`line`,
          SUM(`t54`.`n`) AS `n`
        FROM (
          SELECT
            `t43`.`key`,
            `t43`.`called`,
            `t43`.`n`,
            `t43`.`numbered`,
            `t43`.`low`,
            `t43`.`high`,
            `t43`.`day`,
            `t43`.`fruitless`,
            `t43`.`called` % 10000 AS `line`
          FROM `t39` AS `t43`
        ) AS `t54`
        GROUP BY
          1,
          2
      ) AS `t69`
      GROUP BY
        1
    ) AS `t96`
  ) AS `t105`
    ON `t75`.`key` = `t105`.`key_3`
  LEFT OUTER JOIN (
    SELECT
      `t81`.`key` AS `key_4`,
      `t81`.`sequential`,
      `t81`.`gap_ms_sum`,
      `t81`.`gap_ms_squares`,
      `t81`.`attempts_10s_max`,
      `t81`.`attempts_60s_max`
    FROM (
      SELECT
        `t58`.`key`,
        SUM(CASE WHEN `t58`.`step` THEN 1 ELSE 0 END) AS `sequential`,
        CAST(SUM(`t58`.`gap`) AS DOUBLE) AS `gap_ms_sum`,
        SUM(CAST(`t58`.`gap` AS DOUBLE) * CAST(`t58`.`gap` AS DOUBLE)) AS `gap_ms_squares`,
        MAX(`t58`.`in_10s`) AS `attempts_10s_max`,
        MAX(`t58`.`in_60s`) AS `attempts_60s_max`
      FROM (
        SELECT
          `t37`.`key`,
          `t37`.`begun`,
          `t37`.`day`,
          `t37`.`ms`,
          `t37`.`place`,
          `t37`.`calling`,
          `t37`.`called`,
          `t37`.`kind`,
          `t37`.`duration_ms`,
          `t37`.`billable_ms`,
          `t37`.`at`,
          `t37`.`called_before`,
          `t37`.`ms_before`,
          `t37`.`in_10s`,
          `t37`.`in_60s`,
          (
            `t37`.`at` > 0
          ) AND `t37`.`called` - `t37`.`called_before` BETWEEN 1 AND 10 AS `step`,
          CASE WHEN `t37`.`at` > 0 THEN `t37`.`ms` - `t37`.`ms_before` ELSE 0 END AS `gap`
        FROM `t33` AS `t37`
      ) AS `t58`
      GROUP BY
        1
    ) AS `t81`
  ) AS `t94`
    ON `t75`.`key` = `t94`.`key_4`
  LEFT OUTER JOIN (
    SELECT
      `t106`.`key` AS `key_5`,
      `t106`.`sequential_run_max`
    FROM (
      SELECT
        `t95`.`key`,
        MAX(`t95`.`n`) + 1 AS `sequential_run_max`
      FROM (
        SELECT
          `t85`.`key`,
          `t85`.`run`,
          COUNT(*) AS `n`
        FROM (
          SELECT
            `t59`.`key`,
            `t59`.`at`,
            `t59`.`at` - (
              ROW_NUMBER() OVER (PARTITION BY `t59`.`key` ORDER BY `t59`.`at` ASC NULLS LAST) - 1
            ) AS `run`
          FROM (
            SELECT
              `t37`.`key`,
              `t37`.`at`
            FROM `t33` AS `t37`
            WHERE
              (
                `t37`.`at` > 0
              ) AND `t37`.`called` - `t37`.`called_before` BETWEEN 1 AND 10
          ) AS `t59`
        ) AS `t85`
        GROUP BY
          1,
          2
      ) AS `t95`
      GROUP BY
        1
    ) AS `t106`
  ) AS `t110`
    ON `t75`.`key` = `t110`.`key_5`
  LEFT OUTER JOIN (
    SELECT
      `t76`.`key` AS `key_6`,
      `t76`.`attempts_1s_max`,
      `t76`.`squares_10s`
    FROM (
      SELECT
        `t57`.`key`,
        MAX(`t57`.`one`) AS `attempts_1s_max`,
        SUM(`t57`.`n` * `t57`.`n`) AS `squares_10s`
      FROM (
        SELECT
          `t44`.`key`,
          `t44`.`ten`,
          SUM(`t44`.`n`) AS `n`,
          MAX(`t44`.`n`) AS `one`
        FROM (
          SELECT
            `t32`.`key`,
            `t32`.`second`,
            `t32`.`n`,
            CAST(FLOOR((
              `t32`.`second`
            ) / (
              10
            )) AS BIGINT) AS `ten`
          FROM (
            SELECT
              `t20`.`key`,
              `t20`.`second`,
              COUNT(*) AS `n`
            FROM (
              SELECT
                `t0`.`key`,
                `t0`.`begun`,
                `t0`.`day`,
                `t0`.`ms`,
                `t0`.`place`,
                `t0`.`calling`,
                `t0`.`called`,
                `t0`.`kind`,
                `t0`.`duration_ms`,
                `t0`.`billable_ms`,
                CAST(FLOOR((
                  `t0`.`ms`
                ) / (
                  1000
                )) AS BIGINT) AS `second`
              FROM `calls` AS `t0`
            ) AS `t20`
            GROUP BY
              1,
              2
          ) AS `t32`
        ) AS `t44`
        GROUP BY
          1,
          2
      ) AS `t57`
      GROUP BY
        1
    ) AS `t76`
  ) AS `t89`
    ON `t75`.`key` = `t89`.`key_6`
  LEFT OUTER JOIN (
    SELECT
      `t61`.`key` AS `key_7`,
      `t61`.`high_cost`,
      `t61`.`high_cost_billable_ms`,
      `t61`.`high_cost_prefixes`
    FROM (
      SELECT
        `t45`.`key`,
        SUM(`t45`.`n`) AS `high_cost`,
        SUM(`t45`.`billable`) AS `high_cost_billable_ms`,
        COUNT(*) AS `high_cost_prefixes`
      FROM (
        SELECT
          `t1`.`key`,
          `t1`.`prefix`,
          COUNT(*) AS `n`,
          SUM(
            CASE
              WHEN (
                (
                  CAST(FLOOR((
                    `t1`.`kind`
                  ) / (
                    1
                  )) AS BIGINT) % 8
                ) = 1
              )
              AND (
                (
                  CAST(FLOOR((
                    `t1`.`kind`
                  ) / (
                    8
                  )) AS BIGINT) % 8
                ) > 0
              )
              THEN `t1`.`billable_ms`
              ELSE 0
            END
          ) AS `billable`
        FROM `costly` AS `t1`
        GROUP BY
          1,
          2
      ) AS `t45`
      GROUP BY
        1
    ) AS `t61`
  ) AS `t72`
    ON `t75`.`key` = `t72`.`key_7`
  LEFT OUTER JOIN (
    SELECT
      `t62`.`key` AS `key_8`,
      `t62`.`high_cost_parallel_max`
    FROM (
      SELECT
        `t46`.`key`,
        MAX(`t46`.`up`) AS `high_cost_parallel_max`
      FROM (
        SELECT
          `t30`.`key`,
          `t30`.`prefix`,
          `t30`.`place`,
          `t30`.`moment`,
          `t30`.`move`,
          SUM(`t30`.`move`) OVER (
            PARTITION BY `t30`.`key`, `t30`.`prefix`
            ORDER BY `t30`.`moment` ASC NULLS LAST, `t30`.`move` ASC NULLS LAST, `t30`.`place` ASC NULLS LAST
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
          ) AS `up`
        FROM (
          SELECT
            *
          FROM (
            SELECT
              `t1`.`key`,
              `t1`.`prefix`,
              `t1`.`place`,
              `t1`.`ms` AS `moment`,
              1 AS `move`
            FROM `costly` AS `t1`
          ) AS `t10`
          UNION ALL
          SELECT
            *
          FROM (
            SELECT
              `t1`.`key`,
              `t1`.`prefix`,
              `t1`.`place`,
              `t1`.`ms` + `t1`.`duration_ms` AS `moment`,
              -1 AS `move`
            FROM `costly` AS `t1`
          ) AS `t22`
        ) AS `t30`
      ) AS `t46`
      GROUP BY
        1
    ) AS `t62`
  ) AS `t73`
    ON `t75`.`key` = `t73`.`key_8`
  LEFT OUTER JOIN (
    SELECT
      `t65`.`key` AS `key_9`,
      `t65`.`high_cost_same_length`
    FROM (
      SELECT
        `t49`.`key`,
        MAX(`t49`.`near`) AS `high_cost_same_length`
      FROM (
        SELECT
          `t34`.`key`,
          `t34`.`ms`,
          `t34`.`place`,
          `t34`.`prefix`,
          `t34`.`kind`,
          `t34`.`duration_ms`,
          `t34`.`billable_ms`,
          COUNT(*) OVER (
            PARTITION BY `t34`.`key`, `t34`.`prefix`
            ORDER BY `t34`.`billable_ms` ASC NULLS LAST
            RANGE BETWEEN 4000 PRECEDING AND CURRENT ROW
          ) AS `near`
        FROM (
          SELECT
            *
          FROM `costly` AS `t1`
          WHERE
            (
              CAST(FLOOR((
                `t1`.`kind`
              ) / (
                1
              )) AS BIGINT) % 8
            ) = 1
            AND (
              CAST(FLOOR((
                `t1`.`kind`
              ) / (
                8
              )) AS BIGINT) % 8
            ) > 1
        ) AS `t34`
      ) AS `t49`
      GROUP BY
        1
    ) AS `t65`
  ) AS `t78`
    ON `t75`.`key` = `t78`.`key_9`
  LEFT OUTER JOIN (
    SELECT
      `t35`.`key` AS `key_10`,
      `t35`.`name_callers_max`
    FROM (
      SELECT
        `t11`.`key`,
        MAX(`t11`.`n`) AS `name_callers_max`
      FROM (
        SELECT
          `t2`.`key`,
          `t2`.`name`,
          COUNT(*) AS `n`
        FROM `named` AS `t2`
        GROUP BY
          1,
          2
      ) AS `t11`
      GROUP BY
        1
    ) AS `t35`
  ) AS `t47`
    ON `t75`.`key` = `t47`.`key_10`
  LEFT OUTER JOIN (
    SELECT
      `t93`.`key` AS `key_11`,
      `t93`.`two_way`
    FROM (
      SELECT
        `t83`.`key`,
        COUNT(*) AS `two_way`
      FROM (
        SELECT DISTINCT
          *
        FROM (
          SELECT
            `t56`.`key`,
            `t56`.`number`
          FROM (
            SELECT
              `t43`.`key`,
              `t43`.`day`,
              `t43`.`called` AS `number`
            FROM `t39` AS `t43`
          ) AS `t56`
          INNER JOIN (
            SELECT DISTINCT
              `t4`.`day`,
              `t4`.`number`,
              `t4`.`caller_id`
            FROM `inbound` AS `t4`
          ) AS `t24`
            ON `t56`.`day` = `t24`.`day` AND `t56`.`number` = `t24`.`number`
          INNER JOIN (
            SELECT
              `t41`.`key`,
              `t41`.`calling` AS `caller_id`
            FROM `t38` AS `t41`
          ) AS `t53`
            ON `t56`.`key` = `t53`.`key` AND `t24`.`caller_id` = `t53`.`caller_id`
        ) AS `t74`
      ) AS `t83`
      GROUP BY
        1
    ) AS `t93`
  ) AS `t103`
    ON `t75`.`key` = `t103`.`key_11`
  LEFT OUTER JOIN (
    SELECT
      `t79`.`key` AS `key_12`,
      `t79`.`callbacks`
    FROM (
      SELECT
        `t68`.`key`,
        COUNT(*) AS `callbacks`
      FROM (
        SELECT DISTINCT
          `t50`.`key`,
          `t50`.`ms`,
          `t50`.`place`
        FROM (
          SELECT
            `t36`.`key`,
            `t36`.`ms`,
            `t36`.`place`,
            `t36`.`number`,
            `t36`.`caller_id`,
            `t25`.`later`
          FROM (
            SELECT
              `t0`.`key`,
              `t0`.`ms`,
              `t0`.`place`,
              `t0`.`called` AS `number`,
              `t0`.`calling` AS `caller_id`
            FROM `calls` AS `t0`
            WHERE
              (
                CAST(FLOOR((
                  `t0`.`kind`
                ) / (
                  2048
                )) AS BIGINT) % 2
              ) = 1
              AND `t0`.`calling` IS NOT NULL
          ) AS `t36`
          INNER JOIN (
            SELECT
              `t4`.`number`,
              `t4`.`caller_id`,
              `t4`.`ms` AS `later`
            FROM `inbound` AS `t4`
          ) AS `t25`
            ON `t36`.`number` = `t25`.`number` AND `t36`.`caller_id` = `t25`.`caller_id`
        ) AS `t50`
        WHERE
          `t50`.`later` > `t50`.`ms` AND `t50`.`later` <= (
            `t50`.`ms` + 86400000
          )
      ) AS `t68`
      GROUP BY
        1
    ) AS `t79`
  ) AS `t91`
    ON `t75`.`key` = `t91`.`key_12`
) AS `t125`
ORDER BY
  `t125`.`key` ASC NULLS LAST
