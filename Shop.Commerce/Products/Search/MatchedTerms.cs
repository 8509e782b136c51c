// Maps the words of a query to words of the vocabulary that at least one product has; the vocabulary also keeps words
// without products. Each lookup is a range scan of search_parts. `offset 0` forces this plan: the planner cannot
// estimate how few rows a range holds and would scan the whole table.

namespace Shop.Commerce.Products.Search;

/// <summary>The words of the vocabulary that each word of a query matches, in the order of the query.</summary>
internal sealed record MatchedTerms(IReadOnlyList<int[]> TermIds)
{
    /// <summary>For each word of the query, whether it matches anything.</summary>
    public bool[] IsWordKnown => [.. TermIds.Select(ids => ids.Length > 0)];

    /// <summary>
    /// The query as a table expression `matched` (no, term_id, whole, exactness). `whole` unless the text occurs only
    /// within the word; `exactness` is 3 for the word itself, 2 for its beginning, 1 within it.
    /// </summary>
    public static string Sql(SqlText sql, IReadOnlyList<SearchWord> words)
    {
        var lookups = words.SelectMany((word, i) => word.Lookups().Select(lookup => $"""
            ({i}, {(int)lookup.Kind}::smallint, {sql.Add(lookup.Text)}::text, {sql.Add(lookup.End)}::text,
            {lookup.WholeGroup}, {lookup.BeginningGroup}, {lookup.WithinGroup})
            """));
        return $"""
            lookups (no, kind, part, until, whole_group, beginning_group, within_group) as materialized (
              values {string.Join(", ", lookups)}),
            parts as materialized (
              select l.no, s.term_id, s.skipped = 0 as whole,
                case when s.skipped > 0 then 1 when s.part = l.part then 3 else 2 end as exactness,
                case when s.part = l.part and (s.skipped = 0 or whole_group = beginning_group) then whole_group
                  when s.skipped = 0 then beginning_group else within_group end as grp
              from lookups l
              cross join lateral (
                select part, term_id, skipped from search_parts s
                where s.kind = l.kind and s.part >= l.part collate "C" and s.part < l.until collate "C"
                offset 0) s
              cross join lateral (select from product_terms t where t.term_id = s.term_id limit 1) t),
            matched as materialized (
              select no, term_id, bool_or(whole) as whole, max(exactness) as exactness
              from parts
              where (no, grp) in (select no, min(grp) from parts group by no)
              group by no, term_id)
            """;
    }

    /// <summary>The statement whose result <see cref="ReadAsync"/> reads.</summary>
    public static NpgsqlBatchCommand Command(IReadOnlyList<SearchWord> words)
    {
        var sql = new SqlText();
        return sql.Command($"with {Sql(sql, words)} select no, array_agg(term_id) from matched group by no");
    }

    public static async Task<MatchedTerms> ReadAsync(NpgsqlDataReader reader, int words, CancellationToken ct)
    {
        var termIds = Enumerable.Repeat<int[]>([], words).ToArray();
        var rows = await reader.ReadAllAsync(row => (row.GetInt32(0), row.GetFieldValue<int[]>(1)), ct);
        foreach (var (word, ids) in rows)
        {
            termIds[word] = ids;
        }

        return new(termIds);
    }
}
