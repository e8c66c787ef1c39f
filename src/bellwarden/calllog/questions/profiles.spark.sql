-- Made by scripts/questions.py; what the tables hold is told there. Engine: spark.
WITH `t32` AS (
  SELECT
    `t0`.`subject`,
    `t0`.`win`,
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
      PARTITION BY `t0`.`subject`, `t0`.`win`
      ORDER BY `t0`.`ms` ASC NULLS LAST, `t0`.`place` ASC NULLS LAST
    ) - 1 AS `at`,
    LAG(`t0`.`called`) OVER (
      PARTITION BY `t0`.`subject`, `t0`.`win`
      ORDER BY `t0`.`ms` ASC NULLS LAST, `t0`.`place` ASC NULLS LAST
    ) AS `called_before`,
    LAG(`t0`.`ms`) OVER (
      PARTITION BY `t0`.`subject`, `t0`.`win`
      ORDER BY `t0`.`ms` ASC NULLS LAST, `t0`.`place` ASC NULLS LAST
    ) AS `ms_before`,
    COUNT(*) OVER (
      PARTITION BY `t0`.`subject`, `t0`.`win`
      ORDER BY `t0`.`ms` ASC NULLS LAST
      RANGE BETWEEN 9999 PRECEDING AND CURRENT ROW
    ) AS `in_10s`,
    COUNT(*) OVER (
      PARTITION BY `t0`.`subject`, `t0`.`win`
      ORDER BY `t0`.`ms` ASC NULLS LAST
      RANGE BETWEEN 59999 PRECEDING AND CURRENT ROW
    ) AS `in_60s`
  FROM `calls` AS `t0`
), `t37` AS (
  SELECT
    `t20`.`subject`,
    `t20`.`win`,
    `t20`.`calling`,
    COUNT(*) AS `n`,
    MIN(`t20`.`begun`) AS `begun`
  FROM (
    SELECT
      *
    FROM `calls` AS `t0`
    WHERE
      `t0`.`calling` IS NOT NULL
  ) AS `t20`
  GROUP BY
    1,
    2,
    3
), `t40` AS (
  SELECT
    `t0`.`subject`,
    `t0`.`win`,
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
    2,
    3
)
SELECT
  `t163`.`subject`,
  `t163`.`win`,
  COALESCE(`t163`.`first_ms`, 0) AS `first_ms`,
  COALESCE(`t163`.`last_ms`, 0) AS `last_ms`,
  COALESCE(`t163`.`attempts`, 0) AS `attempts`,
  COALESCE(`t163`.`answered`, 0) AS `answered`,
  COALESCE(`t163`.`timed`, 0) AS `timed`,
  COALESCE(`t163`.`billable_ms`, 0) AS `billable_ms`,
  COALESCE(`t163`.`short`, 0) AS `short`,
  COALESCE(`t163`.`under_60s`, 0) AS `under_60s`,
  COALESCE(`t163`.`over_120s`, 0) AS `over_120s`,
  COALESCE(`t163`.`no_answer`, 0) AS `no_answer`,
  COALESCE(`t163`.`busy`, 0) AS `busy`,
  COALESCE(`t163`.`cancelled`, 0) AS `cancelled`,
  COALESCE(`t163`.`vacant`, 0) AS `vacant`,
  COALESCE(`t163`.`rejected`, 0) AS `rejected`,
  COALESCE(`t163`.`failed`, 0) AS `failed`,
  COALESCE(`t163`.`analytics_rejects`, 0) AS `analytics_rejects`,
  COALESCE(`t163`.`statused`, 0) AS `statused`,
  COALESCE(`t163`.`short_rings`, 0) AS `short_rings`,
  COALESCE(`t163`.`invalid_callers`, 0) AS `invalid_callers`,
  COALESCE(`t163`.`numbered`, 0) AS `numbered`,
  COALESCE(`t163`.`withheld`, 0) AS `withheld`,
  COALESCE(`t163`.`home_pairs`, 0) AS `home_pairs`,
  COALESCE(`t163`.`same_area`, 0) AS `same_area`,
  COALESCE(`t163`.`same_exchange`, 0) AS `same_exchange`,
  COALESCE(`t163`.`caller_hangups_10s`, 0) AS `caller_hangups_10s`,
  COALESCE(`t163`.`ended_known`, 0) AS `ended_known`,
  COALESCE(`t163`.`attest_a`, 0) AS `attest_a`,
  COALESCE(`t163`.`attest_b`, 0) AS `attest_b`,
  COALESCE(`t163`.`attest_c`, 0) AS `attest_c`,
  COALESCE(`t163`.`signed`, 0) AS `signed`,
  COALESCE(`t163`.`unsigned_known`, 0) AS `unsigned_known`,
  COALESCE(`t163`.`dnc_called`, 0) AS `dnc_called`,
  COALESCE(`t163`.`honeypot_hits`, 0) AS `honeypot_hits`,
  COALESCE(`t163`.`off_hours`, 0) AS `off_hours`,
  COALESCE(`t163`.`zoned`, 0) AS `zoned`,
  COALESCE(`t163`.`callers`, 0) AS `callers`,
  COALESCE(`t163`.`caller_attempts_max`, 0) AS `caller_attempts_max`,
  COALESCE(`t163`.`unallocated`, 0) AS `unallocated`,
  COALESCE(`t163`.`hot_block_callers`, 0) AS `hot_block_callers`,
  COALESCE(`t163`.`high_cost_callers`, 0) AS `high_cost_callers`,
  COALESCE(`t163`.`unowned`, 0) AS `unowned`,
  COALESCE(`t163`.`owned_known`, 0) AS `owned_known`,
  COALESCE(`t163`.`allocation_known`, 0) AS `allocation_known`,
  COALESCE(`t163`.`hot_block_known`, 0) AS `hot_block_known`,
  COALESCE(`t163`.`new_callers`, 0) AS `new_callers`,
  COALESCE(`t163`.`history_days`, 0) AS `history_days`,
  COALESCE(`t163`.`called_numbers`, 0) AS `called_numbers`,
  COALESCE(`t163`.`called_attempts_max`, 0) AS `called_attempts_max`,
  COALESCE(`t163`.`fruitless_max`, 0) AS `fruitless_max`,
  COALESCE(`t163`.`sequential`, 0) AS `sequential`,
  COALESCE(`t163`.`gap_ms_sum`, 0) AS `gap_ms_sum`,
  COALESCE(`t163`.`gap_ms_squares`, 0) AS `gap_ms_squares`,
  COALESCE(`t163`.`attempts_10s_max`, 0) AS `attempts_10s_max`,
  COALESCE(`t163`.`attempts_60s_max`, 0) AS `attempts_60s_max`,
  COALESCE(`t163`.`sequential_run_max`, 0) AS `sequential_run_max`,
  COALESCE(`t163`.`attempts_1s_max`, 0) AS `attempts_1s_max`,
  COALESCE(`t163`.`squares_10s`, 0) AS `squares_10s`,
  COALESCE(`t163`.`high_cost`, 0) AS `high_cost`,
  COALESCE(`t163`.`high_cost_billable_ms`, 0) AS `high_cost_billable_ms`,
  COALESCE(`t163`.`high_cost_prefixes`, 0) AS `high_cost_prefixes`,
  COALESCE(`t163`.`high_cost_parallel_max`, 0) AS `high_cost_parallel_max`,
  COALESCE(`t163`.`high_cost_same_length`, 0) AS `high_cost_same_length`,
  COALESCE(`t163`.`name_callers_max`, 0) AS `name_callers_max`,
  COALESCE(`t163`.`two_way`, 0) AS `two_way`,
  COALESCE(`t163`.`callbacks`, 0) AS `callbacks`,
  COALESCE(`t163`.`called_callers_max`, 0) AS `called_callers_max`,
  COALESCE(`t163`.`pair_attempts_max`, 0) AS `pair_attempts_max`,
  COALESCE(`t163`.`line_entropy_bits`, 0) AS `line_entropy_bits`,
  COALESCE(`t163`.`callers_dated`, 0) AS `callers_dated`,
  COALESCE(`t163`.`dnc_known`, 0) AS `dnc_known`,
  COALESCE(`t163`.`honeypot_known`, 0) AS `honeypot_known`
FROM (
  SELECT
    `t162`.`subject`,
    `t162`.`win`,
    `t162`.`first_ms`,
    `t162`.`last_ms`,
    `t162`.`attempts`,
    `t162`.`answered`,
    `t162`.`timed`,
    `t162`.`billable_ms`,
    `t162`.`short`,
    `t162`.`under_60s`,
    `t162`.`over_120s`,
    `t162`.`no_answer`,
    `t162`.`busy`,
    `t162`.`cancelled`,
    `t162`.`vacant`,
    `t162`.`rejected`,
    `t162`.`failed`,
    `t162`.`analytics_rejects`,
    `t162`.`statused`,
    `t162`.`short_rings`,
    `t162`.`invalid_callers`,
    `t162`.`numbered`,
    `t162`.`withheld`,
    `t162`.`home_pairs`,
    `t162`.`same_area`,
    `t162`.`same_exchange`,
    `t162`.`caller_hangups_10s`,
    `t162`.`ended_known`,
    `t162`.`attest_a`,
    `t162`.`attest_b`,
    `t162`.`attest_c`,
    `t162`.`signed`,
    `t162`.`unsigned_known`,
    `t162`.`dnc_called`,
    `t162`.`honeypot_hits`,
    `t162`.`off_hours`,
    `t162`.`zoned`,
    `t162`.`callers`,
    `t162`.`caller_attempts_max`,
    `t162`.`unallocated`,
    `t162`.`hot_block_callers`,
    `t162`.`high_cost_callers`,
    `t162`.`unowned`,
    `t162`.`owned_known`,
    `t162`.`allocation_known`,
    `t162`.`hot_block_known`,
    `t162`.`new_callers`,
    `t162`.`history_days`,
    `t162`.`called_numbers`,
    `t162`.`called_attempts_max`,
    `t162`.`fruitless_max`,
    `t162`.`sequential`,
    `t162`.`gap_ms_sum`,
    `t162`.`gap_ms_squares`,
    `t162`.`attempts_10s_max`,
    `t162`.`attempts_60s_max`,
    `t162`.`sequential_run_max`,
    `t162`.`attempts_1s_max`,
    `t162`.`squares_10s`,
    `t162`.`high_cost`,
    `t162`.`high_cost_billable_ms`,
    `t162`.`high_cost_prefixes`,
    `t162`.`high_cost_parallel_max`,
    `t162`.`high_cost_same_length`,
    `t162`.`name_callers_max`,
    `t162`.`two_way`,
    `t162`.`callbacks`,
    `t162`.`called_callers_max`,
    `t162`.`pair_attempts_max`,
    `t162`.`line_entropy_bits`,
    `t162`.`callers_dated`,
    `t162`.`dnc_known`,
    `t162`.`honeypot_known`
  FROM (
    SELECT
      `t161`.`subject`,
      `t161`.`win`,
      `t161`.`first_ms`,
      `t161`.`last_ms`,
      `t161`.`attempts`,
      `t161`.`answered`,
      `t161`.`timed`,
      `t161`.`billable_ms`,
      `t161`.`short`,
      `t161`.`under_60s`,
      `t161`.`over_120s`,
      `t161`.`no_answer`,
      `t161`.`busy`,
      `t161`.`cancelled`,
      `t161`.`vacant`,
      `t161`.`rejected`,
      `t161`.`failed`,
      `t161`.`analytics_rejects`,
      `t161`.`statused`,
      `t161`.`short_rings`,
      `t161`.`invalid_callers`,
      `t161`.`numbered`,
      `t161`.`withheld`,
      `t161`.`home_pairs`,
      `t161`.`same_area`,
      `t161`.`same_exchange`,
      `t161`.`caller_hangups_10s`,
      `t161`.`ended_known`,
      `t161`.`attest_a`,
      `t161`.`attest_b`,
      `t161`.`attest_c`,
      `t161`.`signed`,
      `t161`.`unsigned_known`,
      `t161`.`dnc_called`,
      `t161`.`honeypot_hits`,
      `t161`.`off_hours`,
      `t161`.`zoned`,
      `t161`.`callers`,
      `t161`.`caller_attempts_max`,
      `t161`.`unallocated`,
      `t161`.`hot_block_callers`,
      `t161`.`high_cost_callers`,
      `t161`.`unowned`,
      `t161`.`owned_known`,
      `t161`.`allocation_known`,
      `t161`.`hot_block_known`,
      `t161`.`new_callers`,
      `t161`.`history_days`,
      `t161`.`called_numbers`,
      `t161`.`called_attempts_max`,
      `t161`.`fruitless_max`,
      `t161`.`single_callers`,
      `t161`.`single_pair`,
      `t161`.`many_callers`,
      `t161`.`many_pair`,
      `t161`.`logarithms`,
      `t161`.`sequential`,
      `t161`.`gap_ms_sum`,
      `t161`.`gap_ms_squares`,
      `t161`.`attempts_10s_max`,
      `t161`.`attempts_60s_max`,
      `t161`.`sequential_run_max`,
      `t161`.`attempts_1s_max`,
      `t161`.`squares_10s`,
      `t161`.`high_cost`,
      `t161`.`high_cost_billable_ms`,
      `t161`.`high_cost_prefixes`,
      `t161`.`high_cost_parallel_max`,
      `t161`.`high_cost_same_length`,
      `t161`.`name_callers_max`,
      `t161`.`two_way`,
      `t161`.`callbacks`,
      GREATEST(`t161`.`single_callers`, COALESCE(`t161`.`many_callers`, 0)) AS `called_callers_max`,
      GREATEST(`t161`.`single_pair`, COALESCE(`t161`.`many_pair`, 0)) AS `pair_attempts_max`,
      LOG(2, CAST(`t161`.`attempts` AS DOUBLE)) - (
        `t161`.`logarithms` / CAST(`t161`.`attempts` AS DOUBLE)
      ) AS `line_entropy_bits`,
      CASE WHEN `t161`.`history_days` > 0 THEN `t161`.`callers` ELSE 0 END AS `callers_dated`,
      `t161`.`attempts` AS `dnc_known`,
      `t161`.`attempts` AS `honeypot_known`
    FROM (
      SELECT
        `t160`.`subject`,
        `t160`.`win`,
        `t160`.`first_ms`,
        `t160`.`last_ms`,
        `t160`.`attempts`,
        `t160`.`answered`,
        `t160`.`timed`,
        `t160`.`billable_ms`,
        `t160`.`short`,
        `t160`.`under_60s`,
        `t160`.`over_120s`,
        `t160`.`no_answer`,
        `t160`.`busy`,
        `t160`.`cancelled`,
        `t160`.`vacant`,
        `t160`.`rejected`,
        `t160`.`failed`,
        `t160`.`analytics_rejects`,
        `t160`.`statused`,
        `t160`.`short_rings`,
        `t160`.`invalid_callers`,
        `t160`.`numbered`,
        `t160`.`withheld`,
        `t160`.`home_pairs`,
        `t160`.`same_area`,
        `t160`.`same_exchange`,
        `t160`.`caller_hangups_10s`,
        `t160`.`ended_known`,
        `t160`.`attest_a`,
        `t160`.`attest_b`,
        `t160`.`attest_c`,
        `t160`.`signed`,
        `t160`.`unsigned_known`,
        `t160`.`dnc_called`,
        `t160`.`honeypot_hits`,
        `t160`.`off_hours`,
        `t160`.`zoned`,
        `t160`.`callers`,
        `t160`.`caller_attempts_max`,
        `t160`.`unallocated`,
        `t160`.`hot_block_callers`,
        `t160`.`high_cost_callers`,
        `t160`.`unowned`,
        `t160`.`owned_known`,
        `t160`.`allocation_known`,
        `t160`.`hot_block_known`,
        `t160`.`new_callers`,
        `t160`.`history_days`,
        `t160`.`called_numbers`,
        `t160`.`called_attempts_max`,
        `t160`.`fruitless_max`,
        `t160`.`single_callers`,
        `t160`.`single_pair`,
        `t160`.`many_callers`,
        `t160`.`many_pair`,
        `t160`.`logarithms`,
        `t160`.`sequential`,
        `t160`.`gap_ms_sum`,
        `t160`.`gap_ms_squares`,
        `t160`.`attempts_10s_max`,
        `t160`.`attempts_60s_max`,
        `t160`.`sequential_run_max`,
        `t160`.`attempts_1s_max`,
        `t160`.`squares_10s`,
        `t160`.`high_cost`,
        `t160`.`high_cost_billable_ms`,
        `t160`.`high_cost_prefixes`,
        `t160`.`high_cost_parallel_max`,
        `t160`.`high_cost_same_length`,
        `t160`.`name_callers_max`,
        `t160`.`two_way`,
        `t160`.`callbacks`
      FROM (
        SELECT
          `t159`.`subject`,
          `t159`.`win`,
          `t159`.`first_ms`,
          `t159`.`last_ms`,
          `t159`.`attempts`,
          `t159`.`answered`,
          `t159`.`timed`,
          `t159`.`billable_ms`,
          `t159`.`short`,
          `t159`.`under_60s`,
          `t159`.`over_120s`,
          `t159`.`no_answer`,
          `t159`.`busy`,
          `t159`.`cancelled`,
          `t159`.`vacant`,
          `t159`.`rejected`,
          `t159`.`failed`,
          `t159`.`analytics_rejects`,
          `t159`.`statused`,
          `t159`.`short_rings`,
          `t159`.`invalid_callers`,
          `t159`.`numbered`,
          `t159`.`withheld`,
          `t159`.`home_pairs`,
          `t159`.`same_area`,
          `t159`.`same_exchange`,
          `t159`.`caller_hangups_10s`,
          `t159`.`ended_known`,
          `t159`.`attest_a`,
          `t159`.`attest_b`,
          `t159`.`attest_c`,
          `t159`.`signed`,
          `t159`.`unsigned_known`,
          `t159`.`dnc_called`,
          `t159`.`honeypot_hits`,
          `t159`.`off_hours`,
          `t159`.`zoned`,
          `t159`.`callers`,
          `t159`.`caller_attempts_max`,
          `t159`.`unallocated`,
          `t159`.`hot_block_callers`,
          `t159`.`high_cost_callers`,
          `t159`.`unowned`,
          `t159`.`owned_known`,
          `t159`.`allocation_known`,
          `t159`.`hot_block_known`,
          `t159`.`new_callers`,
          `t159`.`history_days`,
          `t159`.`called_numbers`,
          `t159`.`called_attempts_max`,
          `t159`.`fruitless_max`,
          `t159`.`single_callers`,
          `t159`.`single_pair`,
          `t159`.`many_callers`,
          `t159`.`many_pair`,
          `t159`.`logarithms`,
          `t159`.`sequential`,
          `t159`.`gap_ms_sum`,
          `t159`.`gap_ms_squares`,
          `t159`.`attempts_10s_max`,
          `t159`.`attempts_60s_max`,
          `t159`.`sequential_run_max`,
          `t159`.`attempts_1s_max`,
          `t159`.`squares_10s`,
          `t159`.`high_cost`,
          `t159`.`high_cost_billable_ms`,
          `t159`.`high_cost_prefixes`,
          `t159`.`high_cost_parallel_max`,
          `t159`.`high_cost_same_length`,
          `t159`.`name_callers_max`,
          `t159`.`two_way`,
          `t94`.`subject_`,
          `t94`.`win_`,
          `t94`.`callbacks`
        FROM (
          SELECT
            `t157`.`subject`,
            `t157`.`win`,
            `t157`.`first_ms`,
            `t157`.`last_ms`,
            `t157`.`attempts`,
            `t157`.`answered`,
            `t157`.`timed`,
            `t157`.`billable_ms`,
            `t157`.`short`,
            `t157`.`under_60s`,
            `t157`.`over_120s`,
            `t157`.`no_answer`,
            `t157`.`busy`,
            `t157`.`cancelled`,
            `t157`.`vacant`,
            `t157`.`rejected`,
            `t157`.`failed`,
            `t157`.`analytics_rejects`,
            `t157`.`statused`,
            `t157`.`short_rings`,
            `t157`.`invalid_callers`,
            `t157`.`numbered`,
            `t157`.`withheld`,
            `t157`.`home_pairs`,
            `t157`.`same_area`,
            `t157`.`same_exchange`,
            `t157`.`caller_hangups_10s`,
            `t157`.`ended_known`,
            `t157`.`attest_a`,
            `t157`.`attest_b`,
            `t157`.`attest_c`,
            `t157`.`signed`,
            `t157`.`unsigned_known`,
            `t157`.`dnc_called`,
            `t157`.`honeypot_hits`,
            `t157`.`off_hours`,
            `t157`.`zoned`,
            `t157`.`callers`,
            `t157`.`caller_attempts_max`,
            `t157`.`unallocated`,
            `t157`.`hot_block_callers`,
            `t157`.`high_cost_callers`,
            `t157`.`unowned`,
            `t157`.`owned_known`,
            `t157`.`allocation_known`,
            `t157`.`hot_block_known`,
            `t157`.`new_callers`,
            `t157`.`history_days`,
            `t157`.`called_numbers`,
            `t157`.`called_attempts_max`,
            `t157`.`fruitless_max`,
            `t157`.`single_callers`,
            `t157`.`single_pair`,
            `t157`.`many_callers`,
            `t157`.`many_pair`,
            `t157`.`logarithms`,
            `t157`.`sequential`,
            `t157`.`gap_ms_sum`,
            `t157`.`gap_ms_squares`,
            `t157`.`attempts_10s_max`,
            `t157`.`attempts_60s_max`,
            `t157`.`sequential_run_max`,
            `t157`.`attempts_1s_max`,
            `t157`.`squares_10s`,
            `t157`.`high_cost`,
            `t157`.`high_cost_billable_ms`,
            `t157`.`high_cost_prefixes`,
            `t157`.`high_cost_parallel_max`,
            `t157`.`high_cost_same_length`,
            `t157`.`name_callers_max`,
            `t157`.`two_way`
          FROM (
            SELECT
              `t156`.`subject`,
              `t156`.`win`,
              `t156`.`first_ms`,
              `t156`.`last_ms`,
              `t156`.`attempts`,
              `t156`.`answered`,
              `t156`.`timed`,
              `t156`.`billable_ms`,
              `t156`.`short`,
              `t156`.`under_60s`,
              `t156`.`over_120s`,
              `t156`.`no_answer`,
              `t156`.`busy`,
              `t156`.`cancelled`,
              `t156`.`vacant`,
              `t156`.`rejected`,
              `t156`.`failed`,
              `t156`.`analytics_rejects`,
              `t156`.`statused`,
              `t156`.`short_rings`,
              `t156`.`invalid_callers`,
              `t156`.`numbered`,
              `t156`.`withheld`,
              `t156`.`home_pairs`,
              `t156`.`same_area`,
              `t156`.`same_exchange`,
              `t156`.`caller_hangups_10s`,
              `t156`.`ended_known`,
              `t156`.`attest_a`,
              `t156`.`attest_b`,
              `t156`.`attest_c`,
              `t156`.`signed`,
              `t156`.`unsigned_known`,
              `t156`.`dnc_called`,
              `t156`.`honeypot_hits`,
              `t156`.`off_hours`,
              `t156`.`zoned`,
              `t156`.`callers`,
              `t156`.`caller_attempts_max`,
              `t156`.`unallocated`,
              `t156`.`hot_block_callers`,
              `t156`.`high_cost_callers`,
              `t156`.`unowned`,
              `t156`.`owned_known`,
              `t156`.`allocation_known`,
              `t156`.`hot_block_known`,
              `t156`.`new_callers`,
              `t156`.`history_days`,
              `t156`.`called_numbers`,
              `t156`.`called_attempts_max`,
              `t156`.`fruitless_max`,
              `t156`.`single_callers`,
              `t156`.`single_pair`,
              `t156`.`many_callers`,
              `t156`.`many_pair`,
              `t156`.`logarithms`,
              `t156`.`sequential`,
              `t156`.`gap_ms_sum`,
              `t156`.`gap_ms_squares`,
              `t156`.`attempts_10s_max`,
              `t156`.`attempts_60s_max`,
              `t156`.`sequential_run_max`,
              `t156`.`attempts_1s_max`,
              `t156`.`squares_10s`,
              `t156`.`high_cost`,
              `t156`.`high_cost_billable_ms`,
              `t156`.`high_cost_prefixes`,
              `t156`.`high_cost_parallel_max`,
              `t156`.`high_cost_same_length`,
              `t156`.`name_callers_max`,
              `t103`.`subject_`,
              `t103`.`win_`,
              `t103`.`two_way`
            FROM (
              SELECT
                `t154`.`subject`,
                `t154`.`win`,
                `t154`.`first_ms`,
                `t154`.`last_ms`,
                `t154`.`attempts`,
                `t154`.`answered`,
                `t154`.`timed`,
                `t154`.`billable_ms`,
                `t154`.`short`,
                `t154`.`under_60s`,
                `t154`.`over_120s`,
                `t154`.`no_answer`,
                `t154`.`busy`,
                `t154`.`cancelled`,
                `t154`.`vacant`,
                `t154`.`rejected`,
                `t154`.`failed`,
                `t154`.`analytics_rejects`,
                `t154`.`statused`,
                `t154`.`short_rings`,
                `t154`.`invalid_callers`,
                `t154`.`numbered`,
                `t154`.`withheld`,
                `t154`.`home_pairs`,
                `t154`.`same_area`,
                `t154`.`same_exchange`,
                `t154`.`caller_hangups_10s`,
                `t154`.`ended_known`,
                `t154`.`attest_a`,
                `t154`.`attest_b`,
                `t154`.`attest_c`,
                `t154`.`signed`,
                `t154`.`unsigned_known`,
                `t154`.`dnc_called`,
                `t154`.`honeypot_hits`,
                `t154`.`off_hours`,
                `t154`.`zoned`,
                `t154`.`callers`,
                `t154`.`caller_attempts_max`,
                `t154`.`unallocated`,
                `t154`.`hot_block_callers`,
                `t154`.`high_cost_callers`,
                `t154`.`unowned`,
                `t154`.`owned_known`,
                `t154`.`allocation_known`,
                `t154`.`hot_block_known`,
                `t154`.`new_callers`,
                `t154`.`history_days`,
                `t154`.`called_numbers`,
                `t154`.`called_attempts_max`,
                `t154`.`fruitless_max`,
                `t154`.`single_callers`,
                `t154`.`single_pair`,
                `t154`.`many_callers`,
                `t154`.`many_pair`,
                `t154`.`logarithms`,
                `t154`.`sequential`,
                `t154`.`gap_ms_sum`,
                `t154`.`gap_ms_squares`,
                `t154`.`attempts_10s_max`,
                `t154`.`attempts_60s_max`,
                `t154`.`sequential_run_max`,
                `t154`.`attempts_1s_max`,
                `t154`.`squares_10s`,
                `t154`.`high_cost`,
                `t154`.`high_cost_billable_ms`,
                `t154`.`high_cost_prefixes`,
                `t154`.`high_cost_parallel_max`,
                `t154`.`high_cost_same_length`,
                `t154`.`name_callers_max`
              FROM (
                SELECT
                  `t153`.`subject`,
                  `t153`.`win`,
                  `t153`.`first_ms`,
                  `t153`.`last_ms`,
                  `t153`.`attempts`,
                  `t153`.`answered`,
                  `t153`.`timed`,
                  `t153`.`billable_ms`,
                  `t153`.`short`,
                  `t153`.`under_60s`,
                  `t153`.`over_120s`,
                  `t153`.`no_answer`,
                  `t153`.`busy`,
                  `t153`.`cancelled`,
                  `t153`.`vacant`,
                  `t153`.`rejected`,
                  `t153`.`failed`,
                  `t153`.`analytics_rejects`,
                  `t153`.`statused`,
                  `t153`.`short_rings`,
                  `t153`.`invalid_callers`,
                  `t153`.`numbered`,
                  `t153`.`withheld`,
                  `t153`.`home_pairs`,
                  `t153`.`same_area`,
                  `t153`.`same_exchange`,
                  `t153`.`caller_hangups_10s`,
                  `t153`.`ended_known`,
                  `t153`.`attest_a`,
                  `t153`.`attest_b`,
                  `t153`.`attest_c`,
                  `t153`.`signed`,
                  `t153`.`unsigned_known`,
                  `t153`.`dnc_called`,
                  `t153`.`honeypot_hits`,
                  `t153`.`off_hours`,
                  `t153`.`zoned`,
                  `t153`.`callers`,
                  `t153`.`caller_attempts_max`,
                  `t153`.`unallocated`,
                  `t153`.`hot_block_callers`,
                  `t153`.`high_cost_callers`,
                  `t153`.`unowned`,
                  `t153`.`owned_known`,
                  `t153`.`allocation_known`,
                  `t153`.`hot_block_known`,
                  `t153`.`new_callers`,
                  `t153`.`history_days`,
                  `t153`.`called_numbers`,
                  `t153`.`called_attempts_max`,
                  `t153`.`fruitless_max`,
                  `t153`.`single_callers`,
                  `t153`.`single_pair`,
                  `t153`.`many_callers`,
                  `t153`.`many_pair`,
                  `t153`.`logarithms`,
                  `t153`.`sequential`,
                  `t153`.`gap_ms_sum`,
                  `t153`.`gap_ms_squares`,
                  `t153`.`attempts_10s_max`,
                  `t153`.`attempts_60s_max`,
                  `t153`.`sequential_run_max`,
                  `t153`.`attempts_1s_max`,
                  `t153`.`squares_10s`,
                  `t153`.`high_cost`,
                  `t153`.`high_cost_billable_ms`,
                  `t153`.`high_cost_prefixes`,
                  `t153`.`high_cost_parallel_max`,
                  `t153`.`high_cost_same_length`,
                  `t46`.`subject_`,
                  `t46`.`win_`,
                  `t46`.`name_callers_max`
                FROM (
                  SELECT
                    `t151`.`subject`,
                    `t151`.`win`,
                    `t151`.`first_ms`,
                    `t151`.`last_ms`,
                    `t151`.`attempts`,
                    `t151`.`answered`,
                    `t151`.`timed`,
                    `t151`.`billable_ms`,
                    `t151`.`short`,
                    `t151`.`under_60s`,
                    `t151`.`over_120s`,
                    `t151`.`no_answer`,
                    `t151`.`busy`,
                    `t151`.`cancelled`,
                    `t151`.`vacant`,
                    `t151`.`rejected`,
                    `t151`.`failed`,
                    `t151`.`analytics_rejects`,
                    `t151`.`statused`,
                    `t151`.`short_rings`,
                    `t151`.`invalid_callers`,
                    `t151`.`numbered`,
                    `t151`.`withheld`,
                    `t151`.`home_pairs`,
                    `t151`.`same_area`,
                    `t151`.`same_exchange`,
                    `t151`.`caller_hangups_10s`,
                    `t151`.`ended_known`,
                    `t151`.`attest_a`,
                    `t151`.`attest_b`,
                    `t151`.`attest_c`,
                    `t151`.`signed`,
                    `t151`.`unsigned_known`,
                    `t151`.`dnc_called`,
                    `t151`.`honeypot_hits`,
                    `t151`.`off_hours`,
                    `t151`.`zoned`,
                    `t151`.`callers`,
                    `t151`.`caller_attempts_max`,
                    `t151`.`unallocated`,
                    `t151`.`hot_block_callers`,
                    `t151`.`high_cost_callers`,
                    `t151`.`unowned`,
                    `t151`.`owned_known`,
                    `t151`.`allocation_known`,
                    `t151`.`hot_block_known`,
                    `t151`.`new_callers`,
                    `t151`.`history_days`,
                    `t151`.`called_numbers`,
                    `t151`.`called_attempts_max`,
                    `t151`.`fruitless_max`,
                    `t151`.`single_callers`,
                    `t151`.`single_pair`,
                    `t151`.`many_callers`,
                    `t151`.`many_pair`,
                    `t151`.`logarithms`,
                    `t151`.`sequential`,
                    `t151`.`gap_ms_sum`,
                    `t151`.`gap_ms_squares`,
                    `t151`.`attempts_10s_max`,
                    `t151`.`attempts_60s_max`,
                    `t151`.`sequential_run_max`,
                    `t151`.`attempts_1s_max`,
                    `t151`.`squares_10s`,
                    `t151`.`high_cost`,
                    `t151`.`high_cost_billable_ms`,
                    `t151`.`high_cost_prefixes`,
                    `t151`.`high_cost_parallel_max`,
                    `t151`.`high_cost_same_length`
                  FROM (
                    SELECT
                      `t150`.`subject`,
                      `t150`.`win`,
                      `t150`.`first_ms`,
                      `t150`.`last_ms`,
                      `t150`.`attempts`,
                      `t150`.`answered`,
                      `t150`.`timed`,
                      `t150`.`billable_ms`,
                      `t150`.`short`,
                      `t150`.`under_60s`,
                      `t150`.`over_120s`,
                      `t150`.`no_answer`,
                      `t150`.`busy`,
                      `t150`.`cancelled`,
                      `t150`.`vacant`,
                      `t150`.`rejected`,
                      `t150`.`failed`,
                      `t150`.`analytics_rejects`,
                      `t150`.`statused`,
                      `t150`.`short_rings`,
                      `t150`.`invalid_callers`,
                      `t150`.`numbered`,
                      `t150`.`withheld`,
                      `t150`.`home_pairs`,
                      `t150`.`same_area`,
                      `t150`.`same_exchange`,
                      `t150`.`caller_hangups_10s`,
                      `t150`.`ended_known`,
                      `t150`.`attest_a`,
                      `t150`.`attest_b`,
                      `t150`.`attest_c`,
                      `t150`.`signed`,
                      `t150`.`unsigned_known`,
                      `t150`.`dnc_called`,
                      `t150`.`honeypot_hits`,
                      `t150`.`off_hours`,
                      `t150`.`zoned`,
                      `t150`.`callers`,
                      `t150`.`caller_attempts_max`,
                      `t150`.`unallocated`,
                      `t150`.`hot_block_callers`,
                      `t150`.`high_cost_callers`,
                      `t150`.`unowned`,
                      `t150`.`owned_known`,
                      `t150`.`allocation_known`,
                      `t150`.`hot_block_known`,
                      `t150`.`new_callers`,
                      `t150`.`history_days`,
                      `t150`.`called_numbers`,
                      `t150`.`called_attempts_max`,
                      `t150`.`fruitless_max`,
                      `t150`.`single_callers`,
                      `t150`.`single_pair`,
                      `t150`.`many_callers`,
                      `t150`.`many_pair`,
                      `t150`.`logarithms`,
                      `t150`.`sequential`,
                      `t150`.`gap_ms_sum`,
                      `t150`.`gap_ms_squares`,
                      `t150`.`attempts_10s_max`,
                      `t150`.`attempts_60s_max`,
                      `t150`.`sequential_run_max`,
                      `t150`.`attempts_1s_max`,
                      `t150`.`squares_10s`,
                      `t150`.`high_cost`,
                      `t150`.`high_cost_billable_ms`,
                      `t150`.`high_cost_prefixes`,
                      `t150`.`high_cost_parallel_max`,
                      `t79`.`subject_`,
                      `t79`.`win_`,
                      `t79`.`high_cost_same_length`
                    FROM (
                      SELECT
                        `t148`.`subject`,
                        `t148`.`win`,
                        `t148`.`first_ms`,
                        `t148`.`last_ms`,
                        `t148`.`attempts`,
                        `t148`.`answered`,
                        `t148`.`timed`,
                        `t148`.`billable_ms`,
                        `t148`.`short`,
                        `t148`.`under_60s`,
                        `t148`.`over_120s`,
                        `t148`.`no_answer`,
                        `t148`.`busy`,
                        `t148`.`cancelled`,
                        `t148`.`vacant`,
                        `t148`.`rejected`,
                        `t148`.`failed`,
                        `t148`.`analytics_rejects`,
                        `t148`.`statused`,
                        `t148`.`short_rings`,
                        `t148`.`invalid_callers`,
                        `t148`.`numbered`,
                        `t148`.`withheld`,
                        `t148`.`home_pairs`,
                        `t148`.`same_area`,
                        `t148`.`same_exchange`,
                        `t148`.`caller_hangups_10s`,
                        `t148`.`ended_known`,
                        `t148`.`attest_a`,
                        `t148`.`attest_b`,
                        `t148`.`attest_c`,
                        `t148`.`signed`,
                        `t148`.`unsigned_known`,
                        `t148`.`dnc_called`,
                        `t148`.`honeypot_hits`,
                        `t148`.`off_hours`,
                        `t148`.`zoned`,
                        `t148`.`callers`,
                        `t148`.`caller_attempts_max`,
                        `t148`.`unallocated`,
                        `t148`.`hot_block_callers`,
                        `t148`.`high_cost_callers`,
                        `t148`.`unowned`,
                        `t148`.`owned_known`,
                        `t148`.`allocation_known`,
                        `t148`.`hot_block_known`,
                        `t148`.`new_callers`,
                        `t148`.`history_days`,
                        `t148`.`called_numbers`,
                        `t148`.`called_attempts_max`,
                        `t148`.`fruitless_max`,
                        `t148`.`single_callers`,
                        `t148`.`single_pair`,
                        `t148`.`many_callers`,
                        `t148`.`many_pair`,
                        `t148`.`logarithms`,
                        `t148`.`sequential`,
                        `t148`.`gap_ms_sum`,
                        `t148`.`gap_ms_squares`,
                        `t148`.`attempts_10s_max`,
                        `t148`.`attempts_60s_max`,
                        `t148`.`sequential_run_max`,
                        `t148`.`attempts_1s_max`,
                        `t148`.`squares_10s`,
                        `t148`.`high_cost`,
                        `t148`.`high_cost_billable_ms`,
                        `t148`.`high_cost_prefixes`,
                        `t148`.`high_cost_parallel_max`
                      FROM (
                        SELECT
                          `t147`.`subject`,
                          `t147`.`win`,
                          `t147`.`first_ms`,
                          `t147`.`last_ms`,
                          `t147`.`attempts`,
                          `t147`.`answered`,
                          `t147`.`timed`,
                          `t147`.`billable_ms`,
                          `t147`.`short`,
                          `t147`.`under_60s`,
                          `t147`.`over_120s`,
                          `t147`.`no_answer`,
                          `t147`.`busy`,
                          `t147`.`cancelled`,
                          `t147`.`vacant`,
                          `t147`.`rejected`,
                          `t147`.`failed`,
                          `t147`.`analytics_rejects`,
                          `t147`.`statused`,
                          `t147`.`short_rings`,
                          `t147`.`invalid_callers`,
                          `t147`.`numbered`,
                          `t147`.`withheld`,
                          `t147`.`home_pairs`,
                          `t147`.`same_area`,
                          `t147`.`same_exchange`,
                          `t147`.`caller_hangups_10s`,
                          `t147`.`ended_known`,
                          `t147`.`attest_a`,
                          `t147`.`attest_b`,
                          `t147`.`attest_c`,
                          `t147`.`signed`,
                          `t147`.`unsigned_known`,
                          `t147`.`dnc_called`,
                          `t147`.`honeypot_hits`,
                          `t147`.`off_hours`,
                          `t147`.`zoned`,
                          `t147`.`callers`,
                          `t147`.`caller_attempts_max`,
                          `t147`.`unallocated`,
                          `t147`.`hot_block_callers`,
                          `t147`.`high_cost_callers`,
                          `t147`.`unowned`,
                          `t147`.`owned_known`,
                          `t147`.`allocation_known`,
                          `t147`.`hot_block_known`,
                          `t147`.`new_callers`,
                          `t147`.`history_days`,
                          `t147`.`called_numbers`,
                          `t147`.`called_attempts_max`,
                          `t147`.`fruitless_max`,
                          `t147`.`single_callers`,
                          `t147`.`single_pair`,
                          `t147`.`many_callers`,
                          `t147`.`many_pair`,
                          `t147`.`logarithms`,
                          `t147`.`sequential`,
                          `t147`.`gap_ms_sum`,
                          `t147`.`gap_ms_squares`,
                          `t147`.`attempts_10s_max`,
                          `t147`.`attempts_60s_max`,
                          `t147`.`sequential_run_max`,
                          `t147`.`attempts_1s_max`,
                          `t147`.`squares_10s`,
                          `t147`.`high_cost`,
                          `t147`.`high_cost_billable_ms`,
                          `t147`.`high_cost_prefixes`,
                          `t75`.`subject_`,
                          `t75`.`win_`,
                          `t75`.`high_cost_parallel_max`
                        FROM (
                          SELECT
                            `t145`.`subject`,
                            `t145`.`win`,
                            `t145`.`first_ms`,
                            `t145`.`last_ms`,
                            `t145`.`attempts`,
                            `t145`.`answered`,
                            `t145`.`timed`,
                            `t145`.`billable_ms`,
                            `t145`.`short`,
                            `t145`.`under_60s`,
                            `t145`.`over_120s`,
                            `t145`.`no_answer`,
                            `t145`.`busy`,
                            `t145`.`cancelled`,
                            `t145`.`vacant`,
                            `t145`.`rejected`,
                            `t145`.`failed`,
                            `t145`.`analytics_rejects`,
                            `t145`.`statused`,
                            `t145`.`short_rings`,
                            `t145`.`invalid_callers`,
                            `t145`.`numbered`,
                            `t145`.`withheld`,
                            `t145`.`home_pairs`,
                            `t145`.`same_area`,
                            `t145`.`same_exchange`,
                            `t145`.`caller_hangups_10s`,
                            `t145`.`ended_known`,
                            `t145`.`attest_a`,
                            `t145`.`attest_b`,
                            `t145`.`attest_c`,
                            `t145`.`signed`,
                            `t145`.`unsigned_known`,
                            `t145`.`dnc_called`,
                            `t145`.`honeypot_hits`,
                            `t145`.`off_hours`,
                            `t145`.`zoned`,
                            `t145`.`callers`,
                            `t145`.`caller_attempts_max`,
                            `t145`.`unallocated`,
                            `t145`.`hot_block_callers`,
                            `t145`.`high_cost_callers`,
                            `t145`.`unowned`,
                            `t145`.`owned_known`,
                            `t145`.`allocation_known`,
                            `t145`.`hot_block_known`,
                            `t145`.`new_callers`,
                            `t145`.`history_days`,
                            `t145`.`called_numbers`,
                            `t145`.`called_attempts_max`,
                            `t145`.`fruitless_max`,
                            `t145`.`single_callers`,
                            `t145`.`single_pair`,
                            `t145`.`many_callers`,
                            `t145`.`many_pair`,
                            `t145`.`logarithms`,
                            `t145`.`sequential`,
                            `t145`.`gap_ms_sum`,
                            `t145`.`gap_ms_squares`,
                            `t145`.`attempts_10s_max`,
                            `t145`.`attempts_60s_max`,
                            `t145`.`sequential_run_max`,
                            `t145`.`attempts_1s_max`,
                            `t145`.`squares_10s`,
                            `t145`.`high_cost`,
                            `t145`.`high_cost_billable_ms`,
                            `t145`.`high_cost_prefixes`
                          FROM (
                            SELECT
                              `t144`.`subject`,
                              `t144`.`win`,
                              `t144`.`first_ms`,
                              `t144`.`last_ms`,
                              `t144`.`attempts`,
                              `t144`.`answered`,
                              `t144`.`timed`,
                              `t144`.`billable_ms`,
                              `t144`.`short`,
                              `t144`.`under_60s`,
                              `t144`.`over_120s`,
                              `t144`.`no_answer`,
                              `t144`.`busy`,
                              `t144`.`cancelled`,
                              `t144`.`vacant`,
                              `t144`.`rejected`,
                              `t144`.`failed`,
                              `t144`.`analytics_rejects`,
                              `t144`.`statused`,
                              `t144`.`short_rings`,
                              `t144`.`invalid_callers`,
                              `t144`.`numbered`,
                              `t144`.`withheld`,
                              `t144`.`home_pairs`,
                              `t144`.`same_area`,
                              `t144`.`same_exchange`,
                              `t144`.`caller_hangups_10s`,
                              `t144`.`ended_known`,
                              `t144`.`attest_a`,
                              `t144`.`attest_b`,
                              `t144`.`attest_c`,
                              `t144`.`signed`,
                              `t144`.`unsigned_known`,
                              `t144`.`dnc_called`,
                              `t144`.`honeypot_hits`,
                              `t144`.`off_hours`,
                              `t144`.`zoned`,
                              `t144`.`callers`,
                              `t144`.`caller_attempts_max`,
                              `t144`.`unallocated`,
                              `t144`.`hot_block_callers`,
                              `t144`.`high_cost_callers`,
                              `t144`.`unowned`,
                              `t144`.`owned_known`,
                              `t144`.`allocation_known`,
                              `t144`.`hot_block_known`,
                              `t144`.`new_callers`,
                              `t144`.`history_days`,
                              `t144`.`called_numbers`,
                              `t144`.`called_attempts_max`,
                              `t144`.`fruitless_max`,
                              `t144`.`single_callers`,
                              `t144`.`single_pair`,
                              `t144`.`many_callers`,
                              `t144`.`many_pair`,
                              `t144`.`logarithms`,
                              `t144`.`sequential`,
                              `t144`.`gap_ms_sum`,
                              `t144`.`gap_ms_squares`,
                              `t144`.`attempts_10s_max`,
                              `t144`.`attempts_60s_max`,
                              `t144`.`sequential_run_max`,
                              `t144`.`attempts_1s_max`,
                              `t144`.`squares_10s`,
                              `t74`.`subject_`,
                              `t74`.`win_`,
                              `t74`.`high_cost`,
                              `t74`.`high_cost_billable_ms`,
                              `t74`.`high_cost_prefixes`
                            FROM (
                              SELECT
                                `t142`.`subject`,
                                `t142`.`win`,
                                `t142`.`first_ms`,
                                `t142`.`last_ms`,
                                `t142`.`attempts`,
                                `t142`.`answered`,
                                `t142`.`timed`,
                                `t142`.`billable_ms`,
                                `t142`.`short`,
                                `t142`.`under_60s`,
                                `t142`.`over_120s`,
                                `t142`.`no_answer`,
                                `t142`.`busy`,
                                `t142`.`cancelled`,
                                `t142`.`vacant`,
                                `t142`.`rejected`,
                                `t142`.`failed`,
                                `t142`.`analytics_rejects`,
                                `t142`.`statused`,
                                `t142`.`short_rings`,
                                `t142`.`invalid_callers`,
                                `t142`.`numbered`,
                                `t142`.`withheld`,
                                `t142`.`home_pairs`,
                                `t142`.`same_area`,
                                `t142`.`same_exchange`,
                                `t142`.`caller_hangups_10s`,
                                `t142`.`ended_known`,
                                `t142`.`attest_a`,
                                `t142`.`attest_b`,
                                `t142`.`attest_c`,
                                `t142`.`signed`,
                                `t142`.`unsigned_known`,
                                `t142`.`dnc_called`,
                                `t142`.`honeypot_hits`,
                                `t142`.`off_hours`,
                                `t142`.`zoned`,
                                `t142`.`callers`,
                                `t142`.`caller_attempts_max`,
                                `t142`.`unallocated`,
                                `t142`.`hot_block_callers`,
                                `t142`.`high_cost_callers`,
                                `t142`.`unowned`,
                                `t142`.`owned_known`,
                                `t142`.`allocation_known`,
                                `t142`.`hot_block_known`,
                                `t142`.`new_callers`,
                                `t142`.`history_days`,
                                `t142`.`called_numbers`,
                                `t142`.`called_attempts_max`,
                                `t142`.`fruitless_max`,
                                `t142`.`single_callers`,
                                `t142`.`single_pair`,
                                `t142`.`many_callers`,
                                `t142`.`many_pair`,
                                `t142`.`logarithms`,
                                `t142`.`sequential`,
                                `t142`.`gap_ms_sum`,
                                `t142`.`gap_ms_squares`,
                                `t142`.`attempts_10s_max`,
                                `t142`.`attempts_60s_max`,
                                `t142`.`sequential_run_max`,
                                `t142`.`attempts_1s_max`,
                                `t142`.`squares_10s`
                              FROM (
                                SELECT
                                  `t141`.`subject`,
                                  `t141`.`win`,
                                  `t141`.`first_ms`,
                                  `t141`.`last_ms`,
                                  `t141`.`attempts`,
                                  `t141`.`answered`,
                                  `t141`.`timed`,
                                  `t141`.`billable_ms`,
                                  `t141`.`short`,
                                  `t141`.`under_60s`,
                                  `t141`.`over_120s`,
                                  `t141`.`no_answer`,
                                  `t141`.`busy`,
                                  `t141`.`cancelled`,
                                  `t141`.`vacant`,
                                  `t141`.`rejected`,
                                  `t141`.`failed`,
                                  `t141`.`analytics_rejects`,
                                  `t141`.`statused`,
                                  `t141`.`short_rings`,
                                  `t141`.`invalid_callers`,
                                  `t141`.`numbered`,
                                  `t141`.`withheld`,
                                  `t141`.`home_pairs`,
                                  `t141`.`same_area`,
                                  `t141`.`same_exchange`,
                                  `t141`.`caller_hangups_10s`,
                                  `t141`.`ended_known`,
                                  `t141`.`attest_a`,
                                  `t141`.`attest_b`,
                                  `t141`.`attest_c`,
                                  `t141`.`signed`,
                                  `t141`.`unsigned_known`,
                                  `t141`.`dnc_called`,
                                  `t141`.`honeypot_hits`,
                                  `t141`.`off_hours`,
                                  `t141`.`zoned`,
                                  `t141`.`callers`,
                                  `t141`.`caller_attempts_max`,
                                  `t141`.`unallocated`,
                                  `t141`.`hot_block_callers`,
                                  `t141`.`high_cost_callers`,
                                  `t141`.`unowned`,
                                  `t141`.`owned_known`,
                                  `t141`.`allocation_known`,
                                  `t141`.`hot_block_known`,
                                  `t141`.`new_callers`,
                                  `t141`.`history_days`,
                                  `t141`.`called_numbers`,
                                  `t141`.`called_attempts_max`,
                                  `t141`.`fruitless_max`,
                                  `t141`.`single_callers`,
                                  `t141`.`single_pair`,
                                  `t141`.`many_callers`,
                                  `t141`.`many_pair`,
                                  `t141`.`logarithms`,
                                  `t141`.`sequential`,
                                  `t141`.`gap_ms_sum`,
                                  `t141`.`gap_ms_squares`,
                                  `t141`.`attempts_10s_max`,
                                  `t141`.`attempts_60s_max`,
                                  `t141`.`sequential_run_max`,
                                  `t86`.`subject_`,
                                  `t86`.`win_`,
                                  `t86`.`attempts_1s_max`,
                                  `t86`.`squares_10s`
                                FROM (
                                  SELECT
                                    `t139`.`subject`,
                                    `t139`.`win`,
                                    `t139`.`first_ms`,
                                    `t139`.`last_ms`,
                                    `t139`.`attempts`,
                                    `t139`.`answered`,
                                    `t139`.`timed`,
                                    `t139`.`billable_ms`,
                                    `t139`.`short`,
                                    `t139`.`under_60s`,
                                    `t139`.`over_120s`,
                                    `t139`.`no_answer`,
                                    `t139`.`busy`,
                                    `t139`.`cancelled`,
                                    `t139`.`vacant`,
                                    `t139`.`rejected`,
                                    `t139`.`failed`,
                                    `t139`.`analytics_rejects`,
                                    `t139`.`statused`,
                                    `t139`.`short_rings`,
                                    `t139`.`invalid_callers`,
                                    `t139`.`numbered`,
                                    `t139`.`withheld`,
                                    `t139`.`home_pairs`,
                                    `t139`.`same_area`,
                                    `t139`.`same_exchange`,
                                    `t139`.`caller_hangups_10s`,
                                    `t139`.`ended_known`,
                                    `t139`.`attest_a`,
                                    `t139`.`attest_b`,
                                    `t139`.`attest_c`,
                                    `t139`.`signed`,
                                    `t139`.`unsigned_known`,
                                    `t139`.`dnc_called`,
                                    `t139`.`honeypot_hits`,
                                    `t139`.`off_hours`,
                                    `t139`.`zoned`,
                                    `t139`.`callers`,
                                    `t139`.`caller_attempts_max`,
                                    `t139`.`unallocated`,
                                    `t139`.`hot_block_callers`,
                                    `t139`.`high_cost_callers`,
                                    `t139`.`unowned`,
                                    `t139`.`owned_known`,
                                    `t139`.`allocation_known`,
                                    `t139`.`hot_block_known`,
                                    `t139`.`new_callers`,
                                    `t139`.`history_days`,
                                    `t139`.`called_numbers`,
                                    `t139`.`called_attempts_max`,
                                    `t139`.`fruitless_max`,
                                    `t139`.`single_callers`,
                                    `t139`.`single_pair`,
                                    `t139`.`many_callers`,
                                    `t139`.`many_pair`,
                                    `t139`.`logarithms`,
                                    `t139`.`sequential`,
                                    `t139`.`gap_ms_sum`,
                                    `t139`.`gap_ms_squares`,
                                    `t139`.`attempts_10s_max`,
                                    `t139`.`attempts_60s_max`,
                                    `t139`.`sequential_run_max`
                                  FROM (
                                    SELECT
                                      `t138`.`subject`,
                                      `t138`.`win`,
                                      `t138`.`first_ms`,
                                      `t138`.`last_ms`,
                                      `t138`.`attempts`,
                                      `t138`.`answered`,
                                      `t138`.`timed`,
                                      `t138`.`billable_ms`,
                                      `t138`.`short`,
                                      `t138`.`under_60s`,
                                      `t138`.`over_120s`,
                                      `t138`.`no_answer`,
                                      `t138`.`busy`,
                                      `t138`.`cancelled`,
                                      `t138`.`vacant`,
                                      `t138`.`rejected`,
                                      `t138`.`failed`,
                                      `t138`.`analytics_rejects`,
                                      `t138`.`statused`,
                                      `t138`.`short_rings`,
                                      `t138`.`invalid_callers`,
                                      `t138`.`numbered`,
                                      `t138`.`withheld`,
                                      `t138`.`home_pairs`,
                                      `t138`.`same_area`,
                                      `t138`.`same_exchange`,
                                      `t138`.`caller_hangups_10s`,
                                      `t138`.`ended_known`,
                                      `t138`.`attest_a`,
                                      `t138`.`attest_b`,
                                      `t138`.`attest_c`,
                                      `t138`.`signed`,
                                      `t138`.`unsigned_known`,
                                      `t138`.`dnc_called`,
                                      `t138`.`honeypot_hits`,
                                      `t138`.`off_hours`,
                                      `t138`.`zoned`,
                                      `t138`.`callers`,
                                      `t138`.`caller_attempts_max`,
                                      `t138`.`unallocated`,
                                      `t138`.`hot_block_callers`,
                                      `t138`.`high_cost_callers`,
                                      `t138`.`unowned`,
                                      `t138`.`owned_known`,
                                      `t138`.`allocation_known`,
                                      `t138`.`hot_block_known`,
                                      `t138`.`new_callers`,
                                      `t138`.`history_days`,
                                      `t138`.`called_numbers`,
                                      `t138`.`called_attempts_max`,
                                      `t138`.`fruitless_max`,
                                      `t138`.`single_callers`,
                                      `t138`.`single_pair`,
                                      `t138`.`many_callers`,
                                      `t138`.`many_pair`,
                                      `t138`.`logarithms`,
                                      `t138`.`sequential`,
                                      `t138`.`gap_ms_sum`,
                                      `t138`.`gap_ms_squares`,
                                      `t138`.`attempts_10s_max`,
                                      `t138`.`attempts_60s_max`,
                                      `t111`.`subject_`,
                                      `t111`.`win_`,
                                      `t111`.`sequential_run_max`
                                    FROM (
                                      SELECT
                                        `t136`.`subject`,
                                        `t136`.`win`,
                                        `t136`.`first_ms`,
                                        `t136`.`last_ms`,
                                        `t136`.`attempts`,
                                        `t136`.`answered`,
                                        `t136`.`timed`,
                                        `t136`.`billable_ms`,
                                        `t136`.`short`,
                                        `t136`.`under_60s`,
                                        `t136`.`over_120s`,
                                        `t136`.`no_answer`,
                                        `t136`.`busy`,
                                        `t136`.`cancelled`,
                                        `t136`.`vacant`,
                                        `t136`.`rejected`,
                                        `t136`.`failed`,
                                        `t136`.`analytics_rejects`,
                                        `t136`.`statused`,
                                        `t136`.`short_rings`,
                                        `t136`.`invalid_callers`,
                                        `t136`.`numbered`,
                                        `t136`.`withheld`,
                                        `t136`.`home_pairs`,
                                        `t136`.`same_area`,
                                        `t136`.`same_exchange`,
                                        `t136`.`caller_hangups_10s`,
                                        `t136`.`ended_known`,
                                        `t136`.`attest_a`,
                                        `t136`.`attest_b`,
                                        `t136`.`attest_c`,
                                        `t136`.`signed`,
                                        `t136`.`unsigned_known`,
                                        `t136`.`dnc_called`,
                                        `t136`.`honeypot_hits`,
                                        `t136`.`off_hours`,
                                        `t136`.`zoned`,
                                        `t136`.`callers`,
                                        `t136`.`caller_attempts_max`,
                                        `t136`.`unallocated`,
                                        `t136`.`hot_block_callers`,
                                        `t136`.`high_cost_callers`,
                                        `t136`.`unowned`,
                                        `t136`.`owned_known`,
                                        `t136`.`allocation_known`,
                                        `t136`.`hot_block_known`,
                                        `t136`.`new_callers`,
                                        `t136`.`history_days`,
                                        `t136`.`called_numbers`,
                                        `t136`.`called_attempts_max`,
                                        `t136`.`fruitless_max`,
                                        `t136`.`single_callers`,
                                        `t136`.`single_pair`,
                                        `t136`.`many_callers`,
                                        `t136`.`many_pair`,
                                        `t136`.`logarithms`,
                                        `t136`.`sequential`,
                                        `t136`.`gap_ms_sum`,
                                        `t136`.`gap_ms_squares`,
                                        `t136`.`attempts_10s_max`,
                                        `t136`.`attempts_60s_max`
                                      FROM (
                                        SELECT
                                          `t135`.`subject`,
                                          `t135`.`win`,
                                          `t135`.`first_ms`,
                                          `t135`.`last_ms`,
                                          `t135`.`attempts`,
                                          `t135`.`answered`,
                                          `t135`.`timed`,
                                          `t135`.`billable_ms`,
                                          `t135`.`short`,
                                          `t135`.`under_60s`,
                                          `t135`.`over_120s`,
                                          `t135`.`no_answer`,
                                          `t135`.`busy`,
                                          `t135`.`cancelled`,
                                          `t135`.`vacant`,
                                          `t135`.`rejected`,
                                          `t135`.`failed`,
                                          `t135`.`analytics_rejects`,
                                          `t135`.`statused`,
                                          `t135`.`short_rings`,
                                          `t135`.`invalid_callers`,
                                          `t135`.`numbered`,
                                          `t135`.`withheld`,
                                          `t135`.`home_pairs`,
                                          `t135`.`same_area`,
                                          `t135`.`same_exchange`,
                                          `t135`.`caller_hangups_10s`,
                                          `t135`.`ended_known`,
                                          `t135`.`attest_a`,
                                          `t135`.`attest_b`,
                                          `t135`.`attest_c`,
                                          `t135`.`signed`,
                                          `t135`.`unsigned_known`,
                                          `t135`.`dnc_called`,
                                          `t135`.`honeypot_hits`,
                                          `t135`.`off_hours`,
                                          `t135`.`zoned`,
                                          `t135`.`callers`,
                                          `t135`.`caller_attempts_max`,
                                          `t135`.`unallocated`,
                                          `t135`.`hot_block_callers`,
                                          `t135`.`high_cost_callers`,
                                          `t135`.`unowned`,
                                          `t135`.`owned_known`,
                                          `t135`.`allocation_known`,
                                          `t135`.`hot_block_known`,
                                          `t135`.`new_callers`,
                                          `t135`.`history_days`,
                                          `t135`.`called_numbers`,
                                          `t135`.`called_attempts_max`,
                                          `t135`.`fruitless_max`,
                                          `t135`.`single_callers`,
                                          `t135`.`single_pair`,
                                          `t135`.`many_callers`,
                                          `t135`.`many_pair`,
                                          `t135`.`logarithms`,
                                          `t92`.`subject_`,
                                          `t92`.`win_`,
                                          `t92`.`sequential`,
                                          `t92`.`gap_ms_sum`,
                                          `t92`.`gap_ms_squares`,
                                          `t92`.`attempts_10s_max`,
                                          `t92`.`attempts_60s_max`
                                        FROM (
                                          SELECT
                                            `t133`.`subject`,
                                            `t133`.`win`,
                                            `t133`.`first_ms`,
                                            `t133`.`last_ms`,
                                            `t133`.`attempts`,
                                            `t133`.`answered`,
                                            `t133`.`timed`,
                                            `t133`.`billable_ms`,
                                            `t133`.`short`,
                                            `t133`.`under_60s`,
                                            `t133`.`over_120s`,
                                            `t133`.`no_answer`,
                                            `t133`.`busy`,
                                            `t133`.`cancelled`,
                                            `t133`.`vacant`,
                                            `t133`.`rejected`,
                                            `t133`.`failed`,
                                            `t133`.`analytics_rejects`,
                                            `t133`.`statused`,
                                            `t133`.`short_rings`,
                                            `t133`.`invalid_callers`,
                                            `t133`.`numbered`,
                                            `t133`.`withheld`,
                                            `t133`.`home_pairs`,
                                            `t133`.`same_area`,
                                            `t133`.`same_exchange`,
                                            `t133`.`caller_hangups_10s`,
                                            `t133`.`ended_known`,
                                            `t133`.`attest_a`,
                                            `t133`.`attest_b`,
                                            `t133`.`attest_c`,
                                            `t133`.`signed`,
                                            `t133`.`unsigned_known`,
                                            `t133`.`dnc_called`,
                                            `t133`.`honeypot_hits`,
                                            `t133`.`off_hours`,
                                            `t133`.`zoned`,
                                            `t133`.`callers`,
                                            `t133`.`caller_attempts_max`,
                                            `t133`.`unallocated`,
                                            `t133`.`hot_block_callers`,
                                            `t133`.`high_cost_callers`,
                                            `t133`.`unowned`,
                                            `t133`.`owned_known`,
                                            `t133`.`allocation_known`,
                                            `t133`.`hot_block_known`,
                                            `t133`.`new_callers`,
                                            `t133`.`history_days`,
                                            `t133`.`called_numbers`,
                                            `t133`.`called_attempts_max`,
                                            `t133`.`fruitless_max`,
                                            `t133`.`single_callers`,
                                            `t133`.`single_pair`,
                                            `t133`.`many_callers`,
                                            `t133`.`many_pair`,
                                            `t133`.`logarithms`
                                          FROM (
                                            SELECT
                                              `t132`.`subject`,
                                              `t132`.`win`,
                                              `t132`.`first_ms`,
                                              `t132`.`last_ms`,
                                              `t132`.`attempts`,
                                              `t132`.`answered`,
                                              `t132`.`timed`,
                                              `t132`.`billable_ms`,
                                              `t132`.`short`,
                                              `t132`.`under_60s`,
                                              `t132`.`over_120s`,
                                              `t132`.`no_answer`,
                                              `t132`.`busy`,
                                              `t132`.`cancelled`,
                                              `t132`.`vacant`,
                                              `t132`.`rejected`,
                                              `t132`.`failed`,
                                              `t132`.`analytics_rejects`,
                                              `t132`.`statused`,
                                              `t132`.`short_rings`,
                                              `t132`.`invalid_callers`,
                                              `t132`.`numbered`,
                                              `t132`.`withheld`,
                                              `t132`.`home_pairs`,
                                              `t132`.`same_area`,
                                              `t132`.`same_exchange`,
                                              `t132`.`caller_hangups_10s`,
                                              `t132`.`ended_known`,
                                              `t132`.`attest_a`,
                                              `t132`.`attest_b`,
                                              `t132`.`attest_c`,
                                              `t132`.`signed`,
                                              `t132`.`unsigned_known`,
                                              `t132`.`dnc_called`,
                                              `t132`.`honeypot_hits`,
                                              `t132`.`off_hours`,
                                              `t132`.`zoned`,
                                              `t132`.`callers`,
                                              `t132`.`caller_attempts_max`,
                                              `t132`.`unallocated`,
                                              `t132`.`hot_block_callers`,
                                              `t132`.`high_cost_callers`,
                                              `t132`.`unowned`,
                                              `t132`.`owned_known`,
                                              `t132`.`allocation_known`,
                                              `t132`.`hot_block_known`,
                                              `t132`.`new_callers`,
                                              `t132`.`history_days`,
                                              `t132`.`called_numbers`,
                                              `t132`.`called_attempts_max`,
                                              `t132`.`fruitless_max`,
                                              `t132`.`single_callers`,
                                              `t132`.`single_pair`,
                                              `t132`.`many_callers`,
                                              `t132`.`many_pair`,
                                              `t106`.`subject_`,
                                              `t106`.`win_`,
                                              `t106`.`logarithms`
                                            FROM (
                                              SELECT
                                                `t130`.`subject`,
                                                `t130`.`win`,
                                                `t130`.`first_ms`,
                                                `t130`.`last_ms`,
                                                `t130`.`attempts`,
                                                `t130`.`answered`,
                                                `t130`.`timed`,
                                                `t130`.`billable_ms`,
                                                `t130`.`short`,
                                                `t130`.`under_60s`,
                                                `t130`.`over_120s`,
                                                `t130`.`no_answer`,
                                                `t130`.`busy`,
                                                `t130`.`cancelled`,
                                                `t130`.`vacant`,
                                                `t130`.`rejected`,
                                                `t130`.`failed`,
                                                `t130`.`analytics_rejects`,
                                                `t130`.`statused`,
                                                `t130`.`short_rings`,
                                                `t130`.`invalid_callers`,
                                                `t130`.`numbered`,
                                                `t130`.`withheld`,
                                                `t130`.`home_pairs`,
                                                `t130`.`same_area`,
                                                `t130`.`same_exchange`,
                                                `t130`.`caller_hangups_10s`,
                                                `t130`.`ended_known`,
                                                `t130`.`attest_a`,
                                                `t130`.`attest_b`,
                                                `t130`.`attest_c`,
                                                `t130`.`signed`,
                                                `t130`.`unsigned_known`,
                                                `t130`.`dnc_called`,
                                                `t130`.`honeypot_hits`,
                                                `t130`.`off_hours`,
                                                `t130`.`zoned`,
                                                `t130`.`callers`,
                                                `t130`.`caller_attempts_max`,
                                                `t130`.`unallocated`,
                                                `t130`.`hot_block_callers`,
                                                `t130`.`high_cost_callers`,
                                                `t130`.`unowned`,
                                                `t130`.`owned_known`,
                                                `t130`.`allocation_known`,
                                                `t130`.`hot_block_known`,
                                                `t130`.`new_callers`,
                                                `t130`.`history_days`,
                                                `t130`.`called_numbers`,
                                                `t130`.`called_attempts_max`,
                                                `t130`.`fruitless_max`,
                                                `t130`.`single_callers`,
                                                `t130`.`single_pair`,
                                                `t130`.`many_callers`,
                                                `t130`.`many_pair`
                                              FROM (
                                                SELECT
                                                  `t129`.`subject`,
                                                  `t129`.`win`,
                                                  `t129`.`first_ms`,
                                                  `t129`.`last_ms`,
                                                  `t129`.`attempts`,
                                                  `t129`.`answered`,
                                                  `t129`.`timed`,
                                                  `t129`.`billable_ms`,
                                                  `t129`.`short`,
                                                  `t129`.`under_60s`,
                                                  `t129`.`over_120s`,
                                                  `t129`.`no_answer`,
                                                  `t129`.`busy`,
                                                  `t129`.`cancelled`,
                                                  `t129`.`vacant`,
                                                  `t129`.`rejected`,
                                                  `t129`.`failed`,
                                                  `t129`.`analytics_rejects`,
                                                  `t129`.`statused`,
                                                  `t129`.`short_rings`,
                                                  `t129`.`invalid_callers`,
                                                  `t129`.`numbered`,
                                                  `t129`.`withheld`,
                                                  `t129`.`home_pairs`,
                                                  `t129`.`same_area`,
                                                  `t129`.`same_exchange`,
                                                  `t129`.`caller_hangups_10s`,
                                                  `t129`.`ended_known`,
                                                  `t129`.`attest_a`,
                                                  `t129`.`attest_b`,
                                                  `t129`.`attest_c`,
                                                  `t129`.`signed`,
                                                  `t129`.`unsigned_known`,
                                                  `t129`.`dnc_called`,
                                                  `t129`.`honeypot_hits`,
                                                  `t129`.`off_hours`,
                                                  `t129`.`zoned`,
                                                  `t129`.`callers`,
                                                  `t129`.`caller_attempts_max`,
                                                  `t129`.`unallocated`,
                                                  `t129`.`hot_block_callers`,
                                                  `t129`.`high_cost_callers`,
                                                  `t129`.`unowned`,
                                                  `t129`.`owned_known`,
                                                  `t129`.`allocation_known`,
                                                  `t129`.`hot_block_known`,
                                                  `t129`.`new_callers`,
                                                  `t129`.`history_days`,
                                                  `t129`.`called_numbers`,
                                                  `t129`.`called_attempts_max`,
                                                  `t129`.`fruitless_max`,
                                                  `t129`.`single_callers`,
                                                  `t129`.`single_pair`,
                                                  `t116`.`subject_`,
                                                  `t116`.`win_`,
                                                  `t116`.`many_callers`,
                                                  `t116`.`many_pair`
                                                FROM (
                                                  SELECT
                                                    `t127`.`subject`,
                                                    `t127`.`win`,
                                                    `t127`.`first_ms`,
                                                    `t127`.`last_ms`,
                                                    `t127`.`attempts`,
                                                    `t127`.`answered`,
                                                    `t127`.`timed`,
                                                    `t127`.`billable_ms`,
                                                    `t127`.`short`,
                                                    `t127`.`under_60s`,
                                                    `t127`.`over_120s`,
                                                    `t127`.`no_answer`,
                                                    `t127`.`busy`,
                                                    `t127`.`cancelled`,
                                                    `t127`.`vacant`,
                                                    `t127`.`rejected`,
                                                    `t127`.`failed`,
                                                    `t127`.`analytics_rejects`,
                                                    `t127`.`statused`,
                                                    `t127`.`short_rings`,
                                                    `t127`.`invalid_callers`,
                                                    `t127`.`numbered`,
                                                    `t127`.`withheld`,
                                                    `t127`.`home_pairs`,
                                                    `t127`.`same_area`,
                                                    `t127`.`same_exchange`,
                                                    `t127`.`caller_hangups_10s`,
                                                    `t127`.`ended_known`,
                                                    `t127`.`attest_a`,
                                                    `t127`.`attest_b`,
                                                    `t127`.`attest_c`,
                                                    `t127`.`signed`,
                                                    `t127`.`unsigned_known`,
                                                    `t127`.`dnc_called`,
                                                    `t127`.`honeypot_hits`,
                                                    `t127`.`off_hours`,
                                                    `t127`.`zoned`,
                                                    `t127`.`callers`,
                                                    `t127`.`caller_attempts_max`,
                                                    `t127`.`unallocated`,
                                                    `t127`.`hot_block_callers`,
                                                    `t127`.`high_cost_callers`,
                                                    `t127`.`unowned`,
                                                    `t127`.`owned_known`,
                                                    `t127`.`allocation_known`,
                                                    `t127`.`hot_block_known`,
                                                    `t127`.`new_callers`,
                                                    `t127`.`history_days`,
                                                    `t127`.`called_numbers`,
                                                    `t127`.`called_attempts_max`,
                                                    `t127`.`fruitless_max`,
                                                    `t127`.`single_callers`,
                                                    `t127`.`single_pair`
                                                  FROM (
                                                    SELECT
                                                      `t126`.`subject`,
                                                      `t126`.`win`,
                                                      `t126`.`first_ms`,
                                                      `t126`.`last_ms`,
                                                      `t126`.`attempts`,
                                                      `t126`.`answered`,
                                                      `t126`.`timed`,
                                                      `t126`.`billable_ms`,
                                                      `t126`.`short`,
                                                      `t126`.`under_60s`,
                                                      `t126`.`over_120s`,
                                                      `t126`.`no_answer`,
                                                      `t126`.`busy`,
                                                      `t126`.`cancelled`,
                                                      `t126`.`vacant`,
                                                      `t126`.`rejected`,
                                                      `t126`.`failed`,
                                                      `t126`.`analytics_rejects`,
                                                      `t126`.`statused`,
                                                      `t126`.`short_rings`,
                                                      `t126`.`invalid_callers`,
                                                      `t126`.`numbered`,
                                                      `t126`.`withheld`,
                                                      `t126`.`home_pairs`,
                                                      `t126`.`same_area`,
                                                      `t126`.`same_exchange`,
                                                      `t126`.`caller_hangups_10s`,
                                                      `t126`.`ended_known`,
                                                      `t126`.`attest_a`,
                                                      `t126`.`attest_b`,
                                                      `t126`.`attest_c`,
                                                      `t126`.`signed`,
                                                      `t126`.`unsigned_known`,
                                                      `t126`.`dnc_called`,
                                                      `t126`.`honeypot_hits`,
                                                      `t126`.`off_hours`,
                                                      `t126`.`zoned`,
                                                      `t126`.`callers`,
                                                      `t126`.`caller_attempts_max`,
                                                      `t126`.`unallocated`,
                                                      `t126`.`hot_block_callers`,
                                                      `t126`.`high_cost_callers`,
                                                      `t126`.`unowned`,
                                                      `t126`.`owned_known`,
                                                      `t126`.`allocation_known`,
                                                      `t126`.`hot_block_known`,
                                                      `t126`.`new_callers`,
                                                      `t126`.`history_days`,
                                                      `t101`.`subject_`,
                                                      `t101`.`win_`,
                                                      `t101`.`called_numbers`,
                                                      `t101`.`called_attempts_max`,
                                                      `t101`.`fruitless_max`,
                                                      `t101`.`single_callers`,
                                                      `t101`.`single_pair`
                                                    FROM (
                                                      SELECT
                                                        `t124`.`subject`,
                                                        `t124`.`win`,
                                                        `t124`.`first_ms`,
                                                        `t124`.`last_ms`,
                                                        `t124`.`attempts`,
                                                        `t124`.`answered`,
                                                        `t124`.`timed`,
                                                        `t124`.`billable_ms`,
                                                        `t124`.`short`,
                                                        `t124`.`under_60s`,
                                                        `t124`.`over_120s`,
                                                        `t124`.`no_answer`,
                                                        `t124`.`busy`,
                                                        `t124`.`cancelled`,
                                                        `t124`.`vacant`,
                                                        `t124`.`rejected`,
                                                        `t124`.`failed`,
                                                        `t124`.`analytics_rejects`,
                                                        `t124`.`statused`,
                                                        `t124`.`short_rings`,
                                                        `t124`.`invalid_callers`,
                                                        `t124`.`numbered`,
                                                        `t124`.`withheld`,
                                                        `t124`.`home_pairs`,
                                                        `t124`.`same_area`,
                                                        `t124`.`same_exchange`,
                                                        `t124`.`caller_hangups_10s`,
                                                        `t124`.`ended_known`,
                                                        `t124`.`attest_a`,
                                                        `t124`.`attest_b`,
                                                        `t124`.`attest_c`,
                                                        `t124`.`signed`,
                                                        `t124`.`unsigned_known`,
                                                        `t124`.`dnc_called`,
                                                        `t124`.`honeypot_hits`,
                                                        `t124`.`off_hours`,
                                                        `t124`.`zoned`,
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
                                                        `t124`.`history_days`
                                                      FROM (
                                                        SELECT
                                                          `t78`.`subject`,
                                                          `t78`.`win`,
                                                          `t78`.`first_ms`,
                                                          `t78`.`last_ms`,
                                                          `t78`.`attempts`,
                                                          `t78`.`answered`,
                                                          `t78`.`timed`,
                                                          `t78`.`billable_ms`,
                                                          `t78`.`short`,
                                                          `t78`.`under_60s`,
                                                          `t78`.`over_120s`,
                                                          `t78`.`no_answer`,
                                                          `t78`.`busy`,
                                                          `t78`.`cancelled`,
                                                          `t78`.`vacant`,
                                                          `t78`.`rejected`,
                                                          `t78`.`failed`,
                                                          `t78`.`analytics_rejects`,
                                                          `t78`.`statused`,
                                                          `t78`.`short_rings`,
                                                          `t78`.`invalid_callers`,
                                                          `t78`.`numbered`,
                                                          `t78`.`withheld`,
                                                          `t78`.`home_pairs`,
                                                          `t78`.`same_area`,
                                                          `t78`.`same_exchange`,
                                                          `t78`.`caller_hangups_10s`,
                                                          `t78`.`ended_known`,
                                                          `t78`.`attest_a`,
                                                          `t78`.`attest_b`,
                                                          `t78`.`attest_c`,
                                                          `t78`.`signed`,
                                                          `t78`.`unsigned_known`,
                                                          `t78`.`dnc_called`,
                                                          `t78`.`honeypot_hits`,
                                                          `t78`.`off_hours`,
                                                          `t78`.`zoned`,
                                                          `t123`.`subject_`,
                                                          `t123`.`win_`,
                                                          `t123`.`callers`,
                                                          `t123`.`caller_attempts_max`,
                                                          `t123`.`unallocated`,
                                                          `t123`.`hot_block_callers`,
                                                          `t123`.`high_cost_callers`,
                                                          `t123`.`unowned`,
                                                          `t123`.`owned_known`,
                                                          `t123`.`allocation_known`,
                                                          `t123`.`hot_block_known`,
                                                          `t123`.`new_callers`,
                                                          `t123`.`history_days`
                                                        FROM (
                                                          SELECT
                                                            `t41`.`subject`,
                                                            `t41`.`win`,
                                                            MIN(`t41`.`first_ms`) AS `first_ms`,
                                                            MAX(`t41`.`last_ms`) AS `last_ms`,
                                                            SUM(`t41`.`n`) AS `attempts`,
                                                            SUM(CASE WHEN `t41`.`result` = 1 THEN `t41`.`n` ELSE 0 END) AS `answered`,
                                                            SUM(
                                                              CASE
                                                                WHEN (
                                                                  `t41`.`result` = 1
                                                                ) AND (
                                                                  `t41`.`length` > 0
                                                                )
                                                                THEN `t41`.`n`
                                                                ELSE 0
                                                              END
                                                            ) AS `timed`,
                                                            SUM(
                                                              CASE
                                                                WHEN (
                                                                  `t41`.`result` = 1
                                                                ) AND (
                                                                  `t41`.`length` > 0
                                                                )
                                                                THEN `t41`.`billable`
                                                                ELSE 0
                                                              END
                                                            ) AS `billable_ms`,
                                                            SUM(
                                                              CASE
                                                                WHEN (
                                                                  `t41`.`result` = 1
                                                                ) AND (
                                                                  `t41`.`length` > 0
                                                                ) AND (
                                                                  `t41`.`length` = 2
                                                                )
                                                                THEN `t41`.`n`
                                                                ELSE 0
                                                              END
                                                            ) AS `short`,
                                                            SUM(
                                                              CASE
                                                                WHEN (
                                                                  `t41`.`result` = 1
                                                                )
                                                                AND (
                                                                  `t41`.`length` > 0
                                                                )
                                                                AND (
                                                                  `t41`.`length` <= 4
                                                                )
                                                                THEN `t41`.`n`
                                                                ELSE 0
                                                              END
                                                            ) AS `under_60s`,
                                                            SUM(
                                                              CASE
                                                                WHEN (
                                                                  `t41`.`result` = 1
                                                                ) AND (
                                                                  `t41`.`length` > 0
                                                                ) AND (
                                                                  `t41`.`length` = 6
                                                                )
                                                                THEN `t41`.`n`
                                                                ELSE 0
                                                              END
                                                            ) AS `over_120s`,
                                                            SUM(CASE WHEN `t41`.`result` = 2 THEN `t41`.`n` ELSE 0 END) AS `no_answer`,
                                                            SUM(CASE WHEN `t41`.`result` = 3 THEN `t41`.`n` ELSE 0 END) AS `busy`,
                                                            SUM(CASE WHEN `t41`.`result` = 4 THEN `t41`.`n` ELSE 0 END) AS `cancelled`,
                                                            SUM(CASE WHEN `t41`.`result` = 5 THEN `t41`.`n` ELSE 0 END) AS `vacant`,
                                                            SUM(CASE WHEN `t41`.`result` = 6 THEN `t41`.`n` ELSE 0 END) AS `rejected`,
                                                            SUM(CASE WHEN `t41`.`result` = 7 THEN `t41`.`n` ELSE 0 END) AS `failed`,
                                                            SUM(CASE WHEN `t41`.`analytics` = 1 THEN `t41`.`n` ELSE 0 END) AS `analytics_rejects`,
                                                            SUM(CASE WHEN `t41`.`statused` = 1 THEN `t41`.`n` ELSE 0 END) AS `statused`,
                                                            SUM(CASE WHEN `t41`.`short_ring` = 1 THEN `t41`.`n` ELSE 0 END) AS `short_rings`,
                                                            SUM(CASE WHEN `t41`.`invalid` = 1 THEN `t41`.`n` ELSE 0 END) AS `invalid_callers`,
                                                            SUM(CASE WHEN `t41`.`numbered` = 1 THEN `t41`.`n` ELSE 0 END) AS `numbered`,
                                                            SUM(CASE WHEN `t41`.`withheld` = 1 THEN `t41`.`n` ELSE 0 END) AS `withheld`,
                                                            SUM(CASE WHEN `t41`.`pair` >= 1 THEN `t41`.`n` ELSE 0 END) AS `home_pairs`,
                                                            SUM(CASE WHEN `t41`.`pair` >= 2 THEN `t41`.`n` ELSE 0 END) AS `same_area`,
                                                            SUM(CASE WHEN `t41`.`pair` = 3 THEN `t41`.`n` ELSE 0 END) AS `same_exchange`,
                                                            SUM(CASE WHEN `t41`.`hung_up` = 1 THEN `t41`.`n` ELSE 0 END) AS `caller_hangups_10s`,
                                                            SUM(CASE WHEN `t41`.`ended` = 1 THEN `t41`.`n` ELSE 0 END) AS `ended_known`,
                                                            SUM(CASE WHEN `t41`.`signed` = 2 THEN `t41`.`n` ELSE 0 END) AS `attest_a`,
                                                            SUM(CASE WHEN `t41`.`signed` = 3 THEN `t41`.`n` ELSE 0 END) AS `attest_b`,
                                                            SUM(CASE WHEN `t41`.`signed` = 4 THEN `t41`.`n` ELSE 0 END) AS `attest_c`,
                                                            SUM(CASE WHEN `t41`.`signed` >= 2 THEN `t41`.`n` ELSE 0 END) AS `signed`,
                                                            SUM(CASE WHEN `t41`.`signed` >= 1 THEN `t41`.`n` ELSE 0 END) AS `unsigned_known`,
                                                            SUM(CASE WHEN `t41`.`dnc` = 1 THEN `t41`.`n` ELSE 0 END) AS `dnc_called`,
                                                            SUM(CASE WHEN `t41`.`reserved` = 1 THEN `t41`.`n` ELSE 0 END) AS `honeypot_hits`,
                                                            SUM(CASE WHEN `t41`.`off_hours` = 1 THEN `t41`.`n` ELSE 0 END) AS `off_hours`,
                                                            SUM(CASE WHEN `t41`.`zoned` = 1 THEN `t41`.`n` ELSE 0 END) AS `zoned`
                                                          FROM (
                                                            SELECT
                                                              `t21`.`subject`,
                                                              `t21`.`win`,
                                                              `t21`.`kind`,
                                                              `t21`.`n`,
                                                              `t21`.`billable`,
                                                              `t21`.`first_ms`,
                                                              `t21`.`last_ms`,
                                                              CAST(FLOOR((
                                                                `t21`.`kind`
                                                              ) / (
                                                                1
                                                              )) AS BIGINT) % 8 AS `result`,
                                                              CAST(FLOOR((
                                                                `t21`.`kind`
                                                              ) / (
                                                                8
                                                              )) AS BIGINT) % 8 AS `length`,
                                                              CAST(FLOOR((
                                                                `t21`.`kind`
                                                              ) / (
                                                                64
                                                              )) AS BIGINT) % 4 AS `pair`,
                                                              CAST(FLOOR((
                                                                `t21`.`kind`
                                                              ) / (
                                                                256
                                                              )) AS BIGINT) % 8 AS `signed`,
                                                              CAST(FLOOR((
                                                                `t21`.`kind`
                                                              ) / (
                                                                2048
                                                              )) AS BIGINT) % 2 AS `short_ring`,
                                                              CAST(FLOOR((
                                                                `t21`.`kind`
                                                              ) / (
                                                                4096
                                                              )) AS BIGINT) % 2 AS `statused`,
                                                              CAST(FLOOR((
                                                                `t21`.`kind`
                                                              ) / (
                                                                8192
                                                              )) AS BIGINT) % 2 AS `analytics`,
                                                              CAST(FLOOR((
                                                                `t21`.`kind`
                                                              ) / (
                                                                16384
                                                              )) AS BIGINT) % 2 AS `numbered`,
                                                              CAST(FLOOR((
                                                                `t21`.`kind`
                                                              ) / (
                                                                32768
                                                              )) AS BIGINT) % 2 AS `withheld`,
                                                              CAST(FLOOR((
                                                                `t21`.`kind`
                                                              ) / (
                                                                65536
                                                              )) AS BIGINT) % 2 AS `invalid`,
                                                              CAST(FLOOR((
                                                                `t21`.`kind`
                                                              ) / (
                                                                131072
                                                              )) AS BIGINT) % 2 AS `ended`,
                                                              CAST(FLOOR((
                                                                `t21`.`kind`
                                                              ) / (
                                                                262144
                                                              )) AS BIGINT) % 2 AS `hung_up`,
                                                              CAST(FLOOR((
                                                                `t21`.`kind`
                                                              ) / (
                                                                524288
                                                              )) AS BIGINT) % 2 AS `fruitless`,
                                                              CAST(FLOOR((
                                                                `t21`.`kind`
                                                              ) / (
                                                                1048576
                                                              )) AS BIGINT) % 2 AS `dnc`,
                                                              CAST(FLOOR((
                                                                `t21`.`kind`
                                                              ) / (
                                                                2097152
                                                              )) AS BIGINT) % 2 AS `reserved`,
                                                              CAST(FLOOR((
                                                                `t21`.`kind`
                                                              ) / (
                                                                4194304
                                                              )) AS BIGINT) % 2 AS `zoned`,
                                                              CAST(FLOOR((
                                                                `t21`.`kind`
                                                              ) / (
                                                                8388608
                                                              )) AS BIGINT) % 2 AS `off_hours`
                                                            FROM (
                                                              SELECT
                                                                `t0`.`subject`,
                                                                `t0`.`win`,
                                                                `t0`.`kind`,
                                                                COUNT(*) AS `n`,
                                                                SUM(`t0`.`billable_ms`) AS `billable`,
                                                                MIN(`t0`.`ms`) AS `first_ms`,
                                                                MAX(`t0`.`ms`) AS `last_ms`
                                                              FROM `calls` AS `t0`
                                                              GROUP BY
                                                                1,
                                                                2,
                                                                3
                                                            ) AS `t21`
                                                          ) AS `t41`
                                                          GROUP BY
                                                            1,
                                                            2
                                                        ) AS `t78`
                                                        LEFT OUTER JOIN (
                                                          SELECT
                                                            `t121`.`subject` AS `subject_`,
                                                            `t121`.`win` AS `win_`,
                                                            `t121`.`callers`,
                                                            `t121`.`caller_attempts_max`,
                                                            `t121`.`unallocated`,
                                                            `t121`.`hot_block_callers`,
                                                            `t121`.`high_cost_callers`,
                                                            `t121`.`unowned`,
                                                            `t121`.`owned_known`,
                                                            `t121`.`allocation_known`,
                                                            `t121`.`hot_block_known`,
                                                            `t121`.`new_callers`,
                                                            `t121`.`history_days`
                                                          FROM (
                                                            SELECT
                                                              `t120`.`subject`,
                                                              `t120`.`win`,
                                                              COUNT(*) AS `callers`,
                                                              MAX(`t120`.`n`) AS `caller_attempts_max`,
                                                              SUM(CASE WHEN COALESCE(`t120`.`unallocated`, FALSE) THEN `t120`.`n` ELSE 0 END) AS `unallocated`,
                                                              SUM(CASE WHEN COALESCE(`t120`.`hot`, FALSE) THEN `t120`.`n` ELSE 0 END) AS `hot_block_callers`,
                                                              SUM(CASE WHEN COALESCE(`t120`.`high_cost`, FALSE) THEN `t120`.`n` ELSE 0 END) AS `high_cost_callers`,
                                                              SUM(CASE WHEN `t120`.`strange` IS NOT NULL THEN `t120`.`n` ELSE 0 END) AS `unowned`,
                                                              SUM(CASE WHEN `t120`.`listed` IS NOT NULL THEN `t120`.`n` ELSE 0 END) AS `owned_known`,
                                                              SUM(
                                                                CASE
                                                                  WHEN `t120`.`calling` BETWEEN 10000000000 AND 19999999999
                                                                  THEN `t120`.`n`
                                                                  ELSE 0
                                                                END
                                                              ) AS `allocation_known`,
                                                              SUM(`t120`.`n`) AS `hot_block_known`,
                                                              SUM(CASE WHEN `t120`.`fresh` IS NOT NULL THEN 1 ELSE 0 END) AS `new_callers`,
                                                              MAX(COALESCE(`t120`.`days`, 0)) AS `history_days`
                                                            FROM (
                                                              SELECT
                                                                `t119`.`subject`,
                                                                `t119`.`win`,
                                                                `t119`.`calling`,
                                                                `t119`.`n`,
                                                                `t119`.`begun`,
                                                                `t119`.`unallocated`,
                                                                `t119`.`hot`,
                                                                `t119`.`high_cost`,
                                                                `t119`.`strange`,
                                                                `t119`.`listed`,
                                                                `t119`.`fresh`,
                                                                `t119`.`days`
                                                              FROM (
                                                                SELECT
                                                                  `t118`.`subject`,
                                                                  `t118`.`win`,
                                                                  `t118`.`calling`,
                                                                  `t118`.`n`,
                                                                  `t118`.`begun`,
                                                                  `t118`.`unallocated`,
                                                                  `t118`.`hot`,
                                                                  `t118`.`high_cost`,
                                                                  `t118`.`strange`,
                                                                  `t118`.`listed`,
                                                                  `t118`.`fresh`,
                                                                  `t25`.`subject_`,
                                                                  `t25`.`begun_`,
                                                                  `t25`.`days`
                                                                FROM (
                                                                  SELECT
                                                                    `t115`.`subject`,
                                                                    `t115`.`win`,
                                                                    `t115`.`calling`,
                                                                    `t115`.`n`,
                                                                    `t115`.`begun`,
                                                                    `t115`.`unallocated`,
                                                                    `t115`.`hot`,
                                                                    `t115`.`high_cost`,
                                                                    `t115`.`strange`,
                                                                    `t115`.`listed`,
                                                                    `t115`.`fresh`
                                                                  FROM (
                                                                    SELECT
                                                                      `t112`.`subject`,
                                                                      `t112`.`win`,
                                                                      `t112`.`calling`,
                                                                      `t112`.`n`,
                                                                      `t112`.`begun`,
                                                                      `t112`.`unallocated`,
                                                                      `t112`.`hot`,
                                                                      `t112`.`high_cost`,
                                                                      `t112`.`strange`,
                                                                      `t112`.`listed`,
                                                                      `t26`.`subject_`,
                                                                      `t26`.`begun_`,
                                                                      `t26`.`calling_`,
                                                                      `t26`.`fresh`
                                                                    FROM (
                                                                      SELECT
                                                                        `t107`.`subject`,
                                                                        `t107`.`win`,
                                                                        `t107`.`calling`,
                                                                        `t107`.`n`,
                                                                        `t107`.`begun`,
                                                                        `t107`.`unallocated`,
                                                                        `t107`.`hot`,
                                                                        `t107`.`high_cost`,
                                                                        `t107`.`strange`,
                                                                        `t107`.`listed`
                                                                      FROM (
                                                                        SELECT
                                                                          `t97`.`subject`,
                                                                          `t97`.`win`,
                                                                          `t97`.`calling`,
                                                                          `t97`.`n`,
                                                                          `t97`.`begun`,
                                                                          `t97`.`unallocated`,
                                                                          `t97`.`hot`,
                                                                          `t97`.`high_cost`,
                                                                          `t97`.`strange`,
                                                                          `t27`.`subject_`,
                                                                          `t27`.`listed`
                                                                        FROM (
                                                                          SELECT
                                                                            `t88`.`subject`,
                                                                            `t88`.`win`,
                                                                            `t88`.`calling`,
                                                                            `t88`.`n`,
                                                                            `t88`.`begun`,
                                                                            `t88`.`unallocated`,
                                                                            `t88`.`hot`,
                                                                            `t88`.`high_cost`,
                                                                            `t88`.`strange`
                                                                          FROM (
                                                                            SELECT
                                                                              `t69`.`subject`,
                                                                              `t69`.`win`,
                                                                              `t69`.`calling`,
                                                                              `t69`.`n`,
                                                                              `t69`.`begun`,
                                                                              `t69`.`unallocated`,
                                                                              `t69`.`hot`,
                                                                              `t69`.`high_cost`,
                                                                              `t28`.`subject_`,
                                                                              `t28`.`calling_`,
                                                                              `t28`.`strange`
                                                                            FROM (
                                                                              SELECT
                                                                                `t62`.`subject`,
                                                                                `t62`.`win`,
                                                                                `t62`.`calling`,
                                                                                `t62`.`n`,
                                                                                `t62`.`begun`,
                                                                                `t62`.`unallocated`,
                                                                                `t62`.`hot`,
                                                                                `t62`.`high_cost`
                                                                              FROM (
                                                                                SELECT
                                                                                  `t44`.`subject`,
                                                                                  `t44`.`win`,
                                                                                  `t44`.`calling`,
                                                                                  `t44`.`n`,
                                                                                  `t44`.`begun`,
                                                                                  `t29`.`calling_`,
                                                                                  `t29`.`unallocated`,
                                                                                  `t29`.`hot`,
                                                                                  `t29`.`high_cost`
                                                                                FROM `t37` AS `t44`
                                                                                LEFT OUTER JOIN (
                                                                                  SELECT
                                                                                    `t8`.`calling` AS `calling_`,
                                                                                    `t8`.`unallocated`,
                                                                                    `t8`.`hot`,
                                                                                    `t8`.`high_cost`
                                                                                  FROM `noted` AS `t8`
                                                                                ) AS `t29`
                                                                                  ON `t44`.`calling` = `t29`.`calling_`
                                                                              ) AS `t62`
                                                                            ) AS `t69`
                                                                            LEFT OUTER JOIN (
                                                                              SELECT
                                                                                `t7`.`subject` AS `subject_`,
                                                                                `t7`.`calling` AS `calling_`,
                                                                                TRUE AS `strange`
                                                                              FROM `unowned` AS `t7`
                                                                            ) AS `t28`
                                                                              ON `t69`.`subject` = `t28`.`subject_` AND `t69`.`calling` = `t28`.`calling_`
                                                                          ) AS `t88`
                                                                        ) AS `t97`
                                                                        LEFT OUTER JOIN (
                                                                          SELECT
                                                                            `t6`.`subject` AS `subject_`,
                                                                            TRUE AS `listed`
                                                                          FROM `listed` AS `t6`
                                                                        ) AS `t27`
                                                                          ON `t97`.`subject` = `t27`.`subject_`
                                                                      ) AS `t107`
                                                                    ) AS `t112`
                                                                    LEFT OUTER JOIN (
                                                                      SELECT
                                                                        `t5`.`subject` AS `subject_`,
                                                                        `t5`.`begun` AS `begun_`,
                                                                        `t5`.`calling` AS `calling_`,
                                                                        TRUE AS `fresh`
                                                                      FROM `fresh` AS `t5`
                                                                    ) AS `t26`
                                                                      ON `t112`.`subject` = `t26`.`subject_`
                                                                      AND `t112`.`begun` = `t26`.`begun_`
                                                                      AND `t112`.`calling` = `t26`.`calling_`
                                                                  ) AS `t115`
                                                                ) AS `t118`
                                                                LEFT OUTER JOIN (
                                                                  SELECT
                                                                    `t4`.`subject` AS `subject_`,
                                                                    `t4`.`begun` AS `begun_`,
                                                                    `t4`.`days`
                                                                  FROM `dated` AS `t4`
                                                                ) AS `t25`
                                                                  ON `t118`.`subject` = `t25`.`subject_` AND `t118`.`begun` = `t25`.`begun_`
                                                              ) AS `t119`
                                                            ) AS `t120`
                                                            GROUP BY
                                                              1,
                                                              2
                                                          ) AS `t121`
                                                        ) AS `t123`
                                                          ON `t78`.`subject` = `t123`.`subject_` AND `t78`.`win` = `t123`.`win_`
                                                      ) AS `t124`
                                                    ) AS `t126`
                                                    LEFT OUTER JOIN (
                                                      SELECT
                                                        `t90`.`subject` AS `subject_`,
                                                        `t90`.`win` AS `win_`,
                                                        `t90`.`called_numbers`,
                                                        `t90`.`called_attempts_max`,
                                                        `t90`.`fruitless_max`,
                                                        `t90`.`single_callers`,
                                                        `t90`.`single_pair`
                                                      FROM (
                                                        SELECT
                                                          `t63`.`subject`,
                                                          `t63`.`win`,
                                                          COUNT(*) AS `called_numbers`,
                                                          MAX(`t63`.`n`) AS `called_attempts_max`,
                                                          MAX(`t63`.`fruitless`) AS `fruitless_max`,
                                                          CAST(MAX(CASE WHEN `t63`.`low` IS NOT NULL THEN 1 ELSE 0 END) AS BIGINT) AS `single_callers`,
                                                          MAX(`t63`.`one`) AS `single_pair`
                                                        FROM (
                                                          SELECT
                                                            `t45`.`subject`,
                                                            `t45`.`win`,
                                                            `t45`.`called`,
                                                            `t45`.`n`,
                                                            `t45`.`numbered`,
                                                            `t45`.`low`,
                                                            `t45`.`high`,
                                                            `t45`.`day`,
                                                            `t45`.`fruitless`,
                                                            CASE WHEN `t45`.`low` = `t45`.`high` THEN `t45`.`numbered` ELSE 0 END AS `one`
                                                          FROM `t40` AS `t45`
                                                        ) AS `t63`
                                                        GROUP BY
                                                          1,
                                                          2
                                                      ) AS `t90`
                                                    ) AS `t101`
                                                      ON `t126`.`subject` = `t101`.`subject_` AND `t126`.`win` = `t101`.`win_`
                                                  ) AS `t127`
                                                ) AS `t129`
                                                LEFT OUTER JOIN (
                                                  SELECT
                                                    `t113`.`subject` AS `subject_`,
                                                    `t113`.`win` AS `win_`,
                                                    `t113`.`many_callers`,
                                                    `t113`.`many_pair`
                                                  FROM (
                                                    SELECT
                                                      `t108`.`subject`,
                                                      `t108`.`win`,
                                                      MAX(`t108`.`callers`) AS `many_callers`,
                                                      MAX(`t108`.`n`) AS `many_pair`
                                                    FROM (
                                                      SELECT
                                                        `t102`.`subject`,
                                                        `t102`.`win`,
                                                        `t102`.`called`,
                                                        COUNT(*) AS `callers`,
                                                        MAX(`t102`.`n`) AS `n`
                                                      FROM (
                                                        SELECT
                                                          `t96`.`subject`,
                                                          `t96`.`win`,
                                                          `t96`.`called`,
                                                          `t96`.`calling`,
                                                          COUNT(*) AS `n`
                                                        FROM (
                                                          SELECT
                                                            *
                                                          FROM (
                                                            SELECT
                                                              `t9`.`subject`,
                                                              `t9`.`win`,
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
                                                                `t45`.`subject`,
                                                                `t45`.`win`,
                                                                `t45`.`called`
                                                              FROM `t40` AS `t45`
                                                              WHERE
                                                                `t45`.`low` < `t45`.`high`
                                                            ) AS `t64`
                                                              ON `t9`.`subject` = `t64`.`subject`
                                                              AND `t9`.`win` = `t64`.`win`
                                                              AND `t9`.`called` = `t64`.`called`
                                                          ) AS `t82`
                                                          WHERE
                                                            `t82`.`calling` IS NOT NULL
                                                        ) AS `t96`
                                                        GROUP BY
                                                          1,
                                                          2,
                                                          3,
                                                          4
                                                      ) AS `t102`
                                                      GROUP BY
                                                        1,
                                                        2,
                                                        3
                                                    ) AS `t108`
                                                    GROUP BY
                                                      1,
                                                      2
                                                  ) AS `t113`
                                                ) AS `t116`
                                                  ON `t129`.`subject` = `t116`.`subject_` AND `t129`.`win` = `t116`.`win_`
                                              ) AS `t130`
                                            ) AS `t132`
                                            LEFT OUTER JOIN (
                                              SELECT
                                                `t98`.`subject` AS `subject_`,
                                                `t98`.`win` AS `win_`,
                                                `t98`.`logarithms`
                                              FROM (
                                                SELECT
                                                  `t71`.`subject`,
                                                  `t71`.`win`,
                                                  SUM(`t71`.`n` * LOG(2, CAST(`t71`.`n` AS DOUBLE))) AS `logarithms`
                                                FROM (
                                                  SELECT
                                                    `t58`.`subject`,
                                                    `t58`.`win`,
                                                    `t58`.`line`,
                                                    SUM(`t58`.`n`) AS `n`
                                                  FROM (
                                                    SELECT
                                                      `t45`.`subject`,
                                                      `t45`.`win`,
                                                      `t45`.`called`,
                                                      `t45`.`n`,
                                                      `t45`.`numbered`,
                                                      `t45`.`low`,
                                                      `t45`.`high`,
                                                      `t45`.`day`,
                                                      `t45`.`fruitless`,
                                                      `t45`.`called` % 10000 AS `line`
                                                    FROM `t40` AS `t45`
                                                  ) AS `t58`
                                                  GROUP BY
                                                    1,
                                                    2,
                                                    3
                                                ) AS `t71`
                                                GROUP BY
                                                  1,
                                                  2
                                              ) AS `t98`
                                            ) AS `t106`
                                              ON `t132`.`subject` = `t106`.`subject_` AND `t132`.`win` = `t106`.`win_`
                                          ) AS `t133`
                                        ) AS `t135`
                                        LEFT OUTER JOIN (
                                          SELECT
                                            `t80`.`subject` AS `subject_`,
                                            `t80`.`win` AS `win_`,
                                            `t80`.`sequential`,
                                            `t80`.`gap_ms_sum`,
                                            `t80`.`gap_ms_squares`,
                                            `t80`.`attempts_10s_max`,
                                            `t80`.`attempts_60s_max`
                                          FROM (
                                            SELECT
                                              `t56`.`subject`,
                                              `t56`.`win`,
                                              SUM(CASE WHEN `t56`.`step` THEN 1 ELSE 0 END) AS `sequential`,
                                              CAST(SUM(`t56`.`gap`) AS DOUBLE) AS `gap_ms_sum`,
                                              SUM(CAST(`t56`.`gap` AS DOUBLE) * CAST(`t56`.`gap` AS DOUBLE)) AS `gap_ms_squares`,
                                              MAX(`t56`.`in_10s`) AS `attempts_10s_max`,
                                              MAX(`t56`.`in_60s`) AS `attempts_60s_max`
                                            FROM (
                                              SELECT
                                                `t36`.`subject`,
                                                `t36`.`win`,
                                                `t36`.`begun`,
                                                `t36`.`day`,
                                                `t36`.`ms`,
                                                `t36`.`place`,
                                                `t36`.`calling`,
                                                `t36`.`called`,
                                                `t36`.`kind`,
                                                `t36`.`duration_ms`,
                                                `t36`.`billable_ms`,
                                                `t36`.`at`,
                                                `t36`.`called_before`,
                                                `t36`.`ms_before`,
                                                `t36`.`in_10s`,
                                                `t36`.`in_60s`,
                                                (
                                                  `t36`.`at` > 0
                                                ) AND `t36`.`called` - `t36`.`called_before` BETWEEN 1 AND 10 AS `step`,
                                                CASE WHEN `t36`.`at` > 0 THEN `t36`.`ms` - `t36`.`ms_before` ELSE 0 END AS `gap`
                                              FROM `t32` AS `t36`
                                            ) AS `t56`
                                            GROUP BY
                                              1,
                                              2
                                          ) AS `t80`
                                        ) AS `t92`
                                          ON `t135`.`subject` = `t92`.`subject_` AND `t135`.`win` = `t92`.`win_`
                                      ) AS `t136`
                                    ) AS `t138`
                                    LEFT OUTER JOIN (
                                      SELECT
                                        `t105`.`subject` AS `subject_`,
                                        `t105`.`win` AS `win_`,
                                        `t105`.`sequential_run_max`
                                      FROM (
                                        SELECT
                                          `t91`.`subject`,
                                          `t91`.`win`,
                                          MAX(`t91`.`n`) + 1 AS `sequential_run_max`
                                        FROM (
                                          SELECT
                                            `t84`.`subject`,
                                            `t84`.`win`,
                                            `t84`.`run`,
                                            COUNT(*) AS `n`
                                          FROM (
                                            SELECT
                                              `t55`.`subject`,
                                              `t55`.`win`,
                                              `t55`.`at`,
                                              `t55`.`at` - (
                                                ROW_NUMBER() OVER (PARTITION BY `t55`.`subject`, `t55`.`win` ORDER BY `t55`.`at` ASC NULLS LAST) - 1
                                              ) AS `run`
                                            FROM (
                                              SELECT
                                                `t36`.`subject`,
                                                `t36`.`win`,
                                                `t36`.`at`
                                              FROM `t32` AS `t36`
                                              WHERE
                                                (
                                                  `t36`.`at` > 0
                                                ) AND `t36`.`called` - `t36`.`called_before` BETWEEN 1 AND 10
                                            ) AS `t55`
                                          ) AS `t84`
                                          GROUP BY
                                            1,
                                            2,
                                            3
                                        ) AS `t91`
                                        GROUP BY
                                          1,
                                          2
                                      ) AS `t105`
                                    ) AS `t111`
                                      ON `t138`.`subject` = `t111`.`subject_` AND `t138`.`win` = `t111`.`win_`
                                  ) AS `t139`
                                ) AS `t141`
                                LEFT OUTER JOIN (
                                  SELECT
                                    `t76`.`subject` AS `subject_`,
                                    `t76`.`win` AS `win_`,
                                    `t76`.`attempts_1s_max`,
                                    `t76`.`squares_10s`
                                  FROM (
                                    SELECT
                                      `t54`.`subject`,
                                      `t54`.`win`,
                                      MAX(`t54`.`one`) AS `attempts_1s_max`,
                                      SUM(`t54`.`n` * `t54`.`n`) AS `squares_10s`
                                    FROM (
                                      SELECT
                                        `t43`.`subject`,
                                        `t43`.`win`,
                                        `t43`.`ten`,
                                        SUM(`t43`.`n`) AS `n`,
                                        MAX(`t43`.`n`) AS `one`
                                      FROM (
                                        SELECT
                                          `t31`.`subject`,
                                          `t31`.`win`,
                                          `t31`.`second`,
                                          `t31`.`n`,
                                          CAST(FLOOR((
                                            `t31`.`second`
                                          ) / (
                                            10
                                          )) AS BIGINT) AS `ten`
                                        FROM (
                                          SELECT
                                            `t19`.`subject`,
                                            `t19`.`win`,
                                            `t19`.`second`,
                                            COUNT(*) AS `n`
                                          FROM (
                                            SELECT
                                              `t0`.`subject`,
                                              `t0`.`win`,
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
                                          ) AS `t19`
                                          GROUP BY
                                            1,
                                            2,
                                            3
                                        ) AS `t31`
                                      ) AS `t43`
                                      GROUP BY
                                        1,
                                        2,
                                        3
                                    ) AS `t54`
                                    GROUP BY
                                      1,
                                      2
                                  ) AS `t76`
                                ) AS `t86`
                                  ON `t141`.`subject` = `t86`.`subject_` AND `t141`.`win` = `t86`.`win_`
                              ) AS `t142`
                            ) AS `t144`
                            LEFT OUTER JOIN (
                              SELECT
                                `t60`.`subject` AS `subject_`,
                                `t60`.`win` AS `win_`,
                                `t60`.`high_cost`,
                                `t60`.`high_cost_billable_ms`,
                                `t60`.`high_cost_prefixes`
                              FROM (
                                SELECT
                                  `t47`.`subject`,
                                  `t47`.`win`,
                                  SUM(`t47`.`n`) AS `high_cost`,
                                  SUM(`t47`.`billable`) AS `high_cost_billable_ms`,
                                  COUNT(*) AS `high_cost_prefixes`
                                FROM (
                                  SELECT
                                    `t3`.`subject`,
                                    `t3`.`win`,
                                    `t3`.`prefix`,
                                    COUNT(*) AS `n`,
                                    SUM(
                                      CASE
                                        WHEN (
                                          (
                                            CAST(FLOOR((
                                              `t3`.`kind`
                                            ) / (
                                              1
                                            )) AS BIGINT) % 8
                                          ) = 1
                                        )
                                        AND (
                                          (
                                            CAST(FLOOR((
                                              `t3`.`kind`
                                            ) / (
                                              8
                                            )) AS BIGINT) % 8
                                          ) > 0
                                        )
                                        THEN `t3`.`billable_ms`
                                        ELSE 0
                                      END
                                    ) AS `billable`
                                  FROM `costly` AS `t3`
                                  GROUP BY
                                    1,
                                    2,
                                    3
                                ) AS `t47`
                                GROUP BY
                                  1,
                                  2
                              ) AS `t60`
                            ) AS `t74`
                              ON `t144`.`subject` = `t74`.`subject_` AND `t144`.`win` = `t74`.`win_`
                          ) AS `t145`
                        ) AS `t147`
                        LEFT OUTER JOIN (
                          SELECT
                            `t61`.`subject` AS `subject_`,
                            `t61`.`win` AS `win_`,
                            `t61`.`high_cost_parallel_max`
                          FROM (
                            SELECT
                              `t48`.`subject`,
                              `t48`.`win`,
                              MAX(`t48`.`up`) AS `high_cost_parallel_max`
                            FROM (
                              SELECT
                                `t30`.`subject`,
                                `t30`.`win`,
                                `t30`.`prefix`,
                                `t30`.`place`,
                                `t30`.`moment`,
                                `t30`.`move`,
                                SUM(`t30`.`move`) OVER (
                                  PARTITION BY `t30`.`subject`, `t30`.`win`, `t30`.`prefix`
                                  ORDER BY `t30`.`moment` ASC NULLS LAST, `t30`.`move` ASC NULLS LAST, `t30`.`place` ASC NULLS LAST
                                  ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
                                ) AS `up`
                              FROM (
                                SELECT
                                  *
                                FROM (
                                  SELECT
                                    `t3`.`subject`,
                                    `t3`.`win`,
                                    `t3`.`prefix`,
                                    `t3`.`place`,
                                    `t3`.`ms` AS `moment`,
                                    1 AS `move`
                                  FROM `costly` AS `t3`
                                ) AS `t13`
                                UNION ALL
                                SELECT
                                  *
                                FROM (
                                  SELECT
                                    `t3`.`subject`,
                                    `t3`.`win`,
                                    `t3`.`prefix`,
                                    `t3`.`place`,
                                    `t3`.`ms` + `t3`.`duration_ms` AS `moment`,
                                    -1 AS `move`
                                  FROM `costly` AS `t3`
                                ) AS `t24`
                              ) AS `t30`
                            ) AS `t48`
                            GROUP BY
                              1,
                              2
                          ) AS `t61`
                        ) AS `t75`
                          ON `t147`.`subject` = `t75`.`subject_` AND `t147`.`win` = `t75`.`win_`
                      ) AS `t148`
                    ) AS `t150`
                    LEFT OUTER JOIN (
                      SELECT
                        `t65`.`subject` AS `subject_`,
                        `t65`.`win` AS `win_`,
                        `t65`.`high_cost_same_length`
                      FROM (
                        SELECT
                          `t50`.`subject`,
                          `t50`.`win`,
                          MAX(`t50`.`near`) AS `high_cost_same_length`
                        FROM (
                          SELECT
                            `t35`.`subject`,
                            `t35`.`win`,
                            `t35`.`ms`,
                            `t35`.`place`,
                            `t35`.`prefix`,
                            `t35`.`kind`,
                            `t35`.`duration_ms`,
                            `t35`.`billable_ms`,
                            COUNT(*) OVER (
                              PARTITION BY `t35`.`subject`, `t35`.`win`, `t35`.`prefix`
                              ORDER BY `t35`.`billable_ms` ASC NULLS LAST
                              RANGE BETWEEN 4000 PRECEDING AND CURRENT ROW
                            ) AS `near`
                          FROM (
                            SELECT
                              *
                            FROM `costly` AS `t3`
                            WHERE
                              (
                                CAST(FLOOR((
                                  `t3`.`kind`
                                ) / (
                                  1
                                )) AS BIGINT) % 8
                              ) = 1
                              AND (
                                CAST(FLOOR((
                                  `t3`.`kind`
                                ) / (
                                  8
                                )) AS BIGINT) % 8
                              ) > 1
                          ) AS `t35`
                        ) AS `t50`
                        GROUP BY
                          1,
                          2
                      ) AS `t65`
                    ) AS `t79`
                      ON `t150`.`subject` = `t79`.`subject_` AND `t150`.`win` = `t79`.`win_`
                  ) AS `t151`
                ) AS `t153`
                LEFT OUTER JOIN (
                  SELECT
                    `t34`.`subject` AS `subject_`,
                    `t34`.`win` AS `win_`,
                    `t34`.`name_callers_max`
                  FROM (
                    SELECT
                      `t12`.`subject`,
                      `t12`.`win`,
                      MAX(`t12`.`n`) AS `name_callers_max`
                    FROM (
                      SELECT
                        `t2`.`subject`,
                        `t2`.`win`,
                        `t2`.`name`,
                        COUNT(*) AS `n`
                      FROM `named` AS `t2`
                      GROUP BY
                        1,
                        2,
                        3
                    ) AS `t12`
                    GROUP BY
                      1,
                      2
                  ) AS `t34`
                ) AS `t46`
                  ON `t153`.`subject` = `t46`.`subject_` AND `t153`.`win` = `t46`.`win_`
              ) AS `t154`
            ) AS `t156`
            LEFT OUTER JOIN (
              SELECT
                `t95`.`subject` AS `subject_`,
                `t95`.`win` AS `win_`,
                `t95`.`two_way`
              FROM (
                SELECT
                  `t85`.`subject`,
                  `t85`.`win`,
                  COUNT(*) AS `two_way`
                FROM (
                  SELECT DISTINCT
                    *
                  FROM (
                    SELECT
                      `t57`.`subject`,
                      `t57`.`win`,
                      `t57`.`number`
                    FROM (
                      SELECT
                        `t45`.`subject`,
                        `t45`.`win`,
                        `t45`.`day`,
                        `t45`.`called` AS `number`
                      FROM `t40` AS `t45`
                    ) AS `t57`
                    INNER JOIN (
                      SELECT DISTINCT
                        `t1`.`day`,
                        `t1`.`number`,
                        `t1`.`caller_id`
                      FROM `inbound` AS `t1`
                    ) AS `t23`
                      ON `t57`.`day` = `t23`.`day` AND `t57`.`number` = `t23`.`number`
                    INNER JOIN (
                      SELECT
                        `t39`.`subject`,
                        `t39`.`win`,
                        `t39`.`calling` AS `caller_id`
                      FROM `t37` AS `t39`
                    ) AS `t51`
                      ON `t57`.`subject` = `t51`.`subject`
                      AND `t57`.`win` = `t51`.`win`
                      AND `t23`.`caller_id` = `t51`.`caller_id`
                  ) AS `t77`
                ) AS `t85`
                GROUP BY
                  1,
                  2
              ) AS `t95`
            ) AS `t103`
              ON `t156`.`subject` = `t103`.`subject_` AND `t156`.`win` = `t103`.`win_`
          ) AS `t157`
        ) AS `t159`
        LEFT OUTER JOIN (
          SELECT
            `t81`.`subject` AS `subject_`,
            `t81`.`win` AS `win_`,
            `t81`.`callbacks`
          FROM (
            SELECT
              `t70`.`subject`,
              `t70`.`win`,
              COUNT(*) AS `callbacks`
            FROM (
              SELECT DISTINCT
                `t52`.`subject`,
                `t52`.`win`,
                `t52`.`ms`,
                `t52`.`place`
              FROM (
                SELECT
                  `t38`.`subject`,
                  `t38`.`win`,
                  `t38`.`ms`,
                  `t38`.`place`,
                  `t38`.`number`,
                  `t38`.`caller_id`,
                  `t22`.`later`
                FROM (
                  SELECT
                    `t0`.`subject`,
                    `t0`.`win`,
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
                ) AS `t38`
                INNER JOIN (
                  SELECT
                    `t1`.`number`,
                    `t1`.`caller_id`,
                    `t1`.`ms` AS `later`
                  FROM `inbound` AS `t1`
                ) AS `t22`
                  ON `t38`.`number` = `t22`.`number` AND `t38`.`caller_id` = `t22`.`caller_id`
              ) AS `t52`
              WHERE
                `t52`.`later` > `t52`.`ms` AND `t52`.`later` <= (
                  `t52`.`ms` + 86400000
                )
            ) AS `t70`
            GROUP BY
              1,
              2
          ) AS `t81`
        ) AS `t94`
          ON `t159`.`subject` = `t94`.`subject_` AND `t159`.`win` = `t94`.`win_`
      ) AS `t160`
    ) AS `t161`
  ) AS `t162`
) AS `t163`
ORDER BY
  `t163`.`subject` ASC NULLS LAST,
  `t163`.`win` ASC NULLS LAST
