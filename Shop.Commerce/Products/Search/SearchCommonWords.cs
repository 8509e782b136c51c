// A search in which every word matches more products than can be sorted in time. The matches are counted in the index.
// If few products match all words, these are sorted. Otherwise the catalogue is scanned in its sort order until the
// page is full, which is soon because so many match. Both ways give the same order; products that have all words in
// their names come before the others.

namespace Shop.Commerce.Products.Search;

internal static class SearchCommonWords
{
    private static readonly string IsName = $"field = {(int)Field.Name}";
    private static readonly string IsNamed = $"(h.{IsName})";

    public static async Task<(List<ProductItem> Items, long Total)> RunAsync(
        NpgsqlConnection connection, MatchedTerms matched, ProductPage page, CancellationToken ct)
    {
        var (total, named, all) = await CountAsync(connection, matched, page, ct);
        var sql = new SqlText();
        var command = !IsWalkShorter(total) ? SortAll(sql, matched, page)
            : page.Sort != ProductSort.Relevance ? Walk(sql, matched, page)
            : WalkNamesFirst(sql, matched, page, IsWalkShorter(named));
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { command } };
        await using var reader = await batch.ExecuteReaderAsync(ct);
        return (await ProductPage.ReadAsync(reader, ct), total);

        // One in (all / matches) products of a scan matches.
        bool IsWalkShorter(long matches) => (page.Offset + page.Size) * (double)all < (double)matches * matches;
    }

    private static async Task<(long Total, long Named, long All)> CountAsync(
        NpgsqlConnection connection, MatchedTerms matched, ProductPage page, CancellationToken ct)
    {
        var sql = new SqlText();
        var command = sql.Command($"""
            select count(*), count(*) filter (where {IsNamed}),
              (select greatest(reltuples, 0)::bigint from pg_class where oid = 'products'::regclass)
            from {Hits(sql, matched)}
            {(page.Category is null ? ""
                : $"where product_id in (select id from products where category = {sql.Add(page.Category)})")}
            """);
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { command } };
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
    }

    private static NpgsqlBatchCommand SortAll(SqlText sql, MatchedTerms matched, ProductPage page) => sql.Command($"""
        with page as materialized (
          select p.id, h.field
          from {Hits(sql, matched)} join products p on p.id = h.product_id
          where true {page.AndCategory(sql)}
          order by {page.OrderBy($"{IsNamed} desc")}
          {page.Limit})
        select {page.Columns}
        from page h join products p using (id)
        order by {page.OrderBy($"{IsNamed} desc")}
        """);

    private static NpgsqlBatchCommand Walk(SqlText sql, MatchedTerms matched, ProductPage page) => sql.Command($"""
        select {page.Columns}
        from products p {HasAll(sql, matched)}
        where true {page.AndCategory(sql)}
        order by {page.OrderBy()}
        {page.Limit}
        """);

    // Four scans, one after the other: in stock with all words in the name, the others in stock, and the same sold out.
    // A scan runs only if those before it do not fill the page.
    private static NpgsqlBatchCommand WalkNamesFirst(
        SqlText sql, MatchedTerms matched, ProductPage page, bool isWalkOfNames)
    {
        var needed = sql.Add(page.Offset + page.Size);
        var order = ProductPage.MostPopular;
        var category = page.AndCategory(sql);
        var walks = new (bool IsOut, bool IsNamed)[] { (false, true), (false, false), (true, true), (true, false) }
            .Select((walk, i) => $"""
                walk{i} as materialized (
                  select p.id
                  from {(walk.IsNamed && !isWalkOfNames
                      ? $"{Hits(sql, matched, IsName)} join products p on p.id = h.product_id"
                      : $"products p {HasAll(sql, matched, walk.IsNamed ? IsName : "true")}")}
                  where {(walk.IsOut ? "" : "not ")}p.is_sold_out
                    and {(walk.IsNamed ? "" : "not ")}{IsNamed} {category} {BeforeIsTooFew(i)}
                  order by {order}
                  limit {needed})
                """);
        return sql.Command($"""
            with {string.Join(", ", walks)}
            select {page.Columns}
            from (
              select id, 0 as walk from walk0 union all select id, 1 from walk1
              union all select id, 2 from walk2 union all select id, 3 from walk3) found
            join products p using (id)
            order by found.walk, {order}
            {page.Limit}
            """);

        string BeforeIsTooFew(int walk)
        {
            var before = Enumerable.Range(0, walk).Select(i => $"(select count(*) from walk{i})");
            return walk == 0 ? "" : $"and {string.Join(" + ", before)} < {needed}";
        }
    }

    /// <summary>
    /// The products h with all words, and the weakest field in which one of the words is found.
    /// </summary>
    private static string Hits(SqlText sql, MatchedTerms matched, string where = "true")
    {
        var sets = matched.TermIds.Select((ids, i) => ids.Length == 1
            ? $"(select product_id, field from product_terms where term_id = {sql.Add(ids[0])} and {where}) w{i}"
            : $"""
                (select product_id, max(field) as field from product_terms
                where term_id = any ({sql.Add(ids)}) and {where} group by product_id) w{i}
                """).ToList();
        var joined = sets[0] + string.Concat(sets.Skip(1).Select(set => $" join {set} using (product_id)"));
        return $"(select product_id, {Weakest("w", sets.Count)} as field from {joined}) h";
    }

    /// <summary>The same condition, evaluated for each product p in the order of the scan.</summary>
    private static string HasAll(SqlText sql, MatchedTerms matched, string where = "true")
    {
        var sets = matched.TermIds.Select((ids, i) => $"""
            cross join lateral (
              select max(field) as field from product_terms t
              where t.product_id = p.id and t.term_id = any ({sql.Add(ids)}) and {where} having count(*) > 0) w{i}
            """);
        return $"{string.Join(" ", sets)} cross join lateral (select {Weakest("w", matched.TermIds.Count)} as field) h";
    }

    private static string Weakest(string alias, int count) =>
        $"least({string.Join(", ", Enumerable.Range(0, count).Select(i => $"{alias}{i}.field"))})";
}
