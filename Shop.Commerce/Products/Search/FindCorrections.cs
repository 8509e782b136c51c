// Queries the vocabulary, in one round trip, for the possible meanings of a query without results.
using Npgsql;

namespace Shop.Commerce.Products.Search;

/// <summary>Finds other queries to try.</summary>
internal static class FindCorrections
{
    private const int EnoughProducts = 100;

    public static async Task<IReadOnlyList<Correction>> RunAsync(
        NpgsqlConnection connection, IReadOnlyList<SearchWord> words, MatchedTerms matched, CancellationToken ct)
    {
        var corrections = new Corrections(words, matched.IsWordKnown);
        var forms = corrections.PossiblyMisspelt
            .SelectMany(word => Misspelling.FormsOf(word).Select(form => (word, form))).ToList();
        var (known, similar) = (new SqlText(), new SqlText());
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                known.Command($"""
                    select term from search_terms s
                    where term = any ({known.Add(corrections.PossibleParts.ToArray())})
                      and exists (select from product_terms t where t.term_id = s.id)
                    union
                    select beginning from unnest({known.Add(corrections.PossibleBeginnings.ToArray())}) b (beginning)
                    where exists (
                      select from search_terms s
                      where s.term >= beginning collate "C" and s.term < (beginning || U&'\+10FFFF') collate "C")
                    """),
                similar.Command($"""
                    with alike as materialized (
                      select distinct f.word, p.term_id, p.skipped
                      from unnest({similar.Add(forms.Select(form => form.word).ToArray())},
                        {similar.Add(forms.Select(form => form.form).ToArray())}) f (word, form)
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
                    """),
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var knownParts = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct))
        {
            knownParts.Add(reader.GetString(0));
        }

        await reader.NextResultAsync(ct);
        var similarTerms = new List<SimilarTerm>();
        while (await reader.ReadAsync(ct))
        {
            var term = reader.GetString(1)[reader.GetInt16(2)..];
            similarTerms.Add(new(reader.GetString(0), term, reader.GetInt32(3), reader.GetInt64(4)));
        }

        return corrections.Of(knownParts, similarTerms);
    }
}
