// Queries the vocabulary, in one round trip, for the possible meanings of a query without results.

namespace Shop.Commerce.Products.Search.Spelling;

internal static class FindCorrections
{
    private const int EnoughProducts = 100;

    public static async Task<IReadOnlyList<Correction>> RunAsync(
        NpgsqlConnection connection, IReadOnlyList<SearchWord> words, MatchedTerms matched, CancellationToken ct)
    {
        var corrections = new Corrections(words, matched.IsWordKnown);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands = { KnownParts(corrections), SimilarTerms(corrections.PossiblyMisspelt) },
        };
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var known = await reader.ReadAllAsync(row => row.GetString(0), ct);
        var similar = await reader.ReadAllAsync(
            row => new SimilarTerm(
                row.GetString(0), row.GetString(1)[row.GetInt16(2)..], row.GetInt32(3), row.GetInt64(4)),
            ct);
        return corrections.Of(known.ToHashSet(StringComparer.Ordinal), similar);
    }

    private static NpgsqlBatchCommand KnownParts(Corrections corrections)
    {
        var sql = new SqlText();
        return sql.Command($"""
            select term from search_terms s
            where term = any ({sql.Add(corrections.PossibleParts.ToArray())})
              and exists (select from product_terms t where t.term_id = s.id)
            union
            select beginning from unnest({sql.Add(corrections.PossibleBeginnings.ToArray())}) b (beginning)
            where exists (
              select from search_terms s
              where s.term >= beginning collate "C" and s.term < (beginning || U&'\+10FFFF') collate "C")
            """);
    }

    private static NpgsqlBatchCommand SimilarTerms(IEnumerable<string> words)
    {
        var forms = words.SelectMany(word => Misspelling.FormsOf(word).Select(form => (word, form))).ToList();
        var sql = new SqlText();
        return sql.Command($"""
            with alike as materialized (
              select distinct f.word, p.term_id, p.skipped
              from unnest({sql.Add(forms.Select(form => form.word).ToArray())},
                {sql.Add(forms.Select(form => form.form).ToArray())}) f (word, form)
              cross join lateral (
                select term_id, skipped from search_parts p
                where p.kind = {(int)PartKind.Misspelt} and p.part = f.form collate "C" offset 0) p)
            select m.word, s.term, m.skipped, found.field, found.products
            from alike m
            join search_terms s on s.id = m.term_id
            cross join lateral (
              select max(field)::int as field, count(*) as products
              from (select field from product_terms t where t.term_id = s.id limit {EnoughProducts}) t) found
            where found.products > 0
            """);
    }
}
