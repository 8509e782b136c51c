// The version of the catalogue is PostgreSQL's snapshot: which transactions have ended. While it stays the same, every
// read returns the same rows. So a change is never missed, also one made with psql, no writer has to raise a counter,
// and sales do not wait for each other at one row. The price: other transactions, such as an order, change it as well.
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Shop.Commerce.Products;

public sealed class ShowCatalogueVersion(DataKey key)
{
    private const int VersionBytes = 16;

    // A restored database, and one that has recovered from a crash, can give the numbers of lost transactions to others.
    // The start of the server distinguishes the former, and the start of the statistics the latter: PostgreSQL discards
    // them in a recovery, also if it keeps the same main process.
    private const string Snapshot = """
        select concat_ws(
            ' ', pg_postmaster_start_time(), pg_stat_get_bgwriter_stat_reset_time(), pg_current_snapshot())
        """;

    private readonly byte[] _key = key.DeriveKey("catalogue version");

    /// <summary>The version, as a keyed hash: the snapshot itself would tell the shop's volume of orders.</summary>
    public async Task<CatalogueVersionReply> RunAsync(CommerceDb db, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Snapshot, await db.OpenAsync(ct));
        var snapshot = (string)(await command.ExecuteScalarAsync(ct))!;
        var hash = HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(snapshot));
        return new(Base64Url.EncodeToString(hash.AsSpan(0, VersionBytes)));
    }
}
