// Guessing is slowed down by login id and by address. Only failures count, and they count when their answer is known,
// not when the attempt begins: fifty right sign-ins at once disturb nobody, and of any number of guesses at once only
// as many as the limit are told that they were wrong. A right password among the others is not told either (CheckAsync
// after the comparison). Login ids that do not exist are counted like those that do.
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Shop.Account.Data;
using Shop.ServiceDefaults;

namespace Shop.Account.Sessions;

/// <summary>Counts failures in the database, for all replicas together.</summary>
public sealed class Throttle(AccountDb db, DataKey key, ThrottleSettings settings, TimeProvider clock)
{
    private readonly byte[] _key = key.DeriveKey("throttle");

    /// <summary>Refuses while either the login id or the address has failed too often.</summary>
    public async Task<Refusal?> CheckAsync(string loginId, ShopperAddress address, CancellationToken ct)
    {
        var (byLoginId, byAddress) = (KeyOf(loginId), KeyOf(address));
        var now = clock.GetUtcNow();
        var counts = await db.Database.SqlQuery<Count>($"""
            select key, failures, ends_at
            from throttles where key in ({byLoginId}, {byAddress}) and ends_at > {now}
            """).ToListAsync(ct);
        return Judge(counts.Where(count => count.Failures >= LimitOf(count, byLoginId)), now);
    }

    /// <summary>Counts a failure; refuses when the limit was reached while this attempt was under way.</summary>
    public async Task<Refusal?> CountFailureAsync(string loginId, ShopperAddress address, CancellationToken ct)
    {
        var (byLoginId, byAddress) = (KeyOf(loginId), KeyOf(address));
        var (now, end) = (clock.GetUtcNow(), clock.GetUtcNow() + settings.Window);

        // In the order of the keys, so that two attempts never wait for each other crosswise.
        byte[][] keys = [byLoginId, byAddress];
        Array.Sort(keys, (a, b) => a.AsSpan().SequenceCompareTo(b));
        var counts = await db.Database.SqlQuery<Count>($"""
            insert into throttles as t (key, failures, ends_at)
            select key, 1, {end} from unnest({keys}) with ordinality as given (key, place) order by place
            on conflict (key) do update set
                failures = case when t.ends_at <= {now} then 1 else t.failures + 1 end,
                ends_at = case when t.ends_at <= {now} then excluded.ends_at else t.ends_at end
            returning key, failures, ends_at
            """).ToListAsync(ct);
        return Judge(counts.Where(count => count.Failures > LimitOf(count, byLoginId)), now);
    }

    /// <summary>The person has shown who they are: their own failures are forgotten.</summary>
    public async Task ForgetAsync(string loginId, CancellationToken ct)
    {
        var byLoginId = KeyOf(loginId);
        await db.Database.ExecuteSqlAsync($"delete from throttles where key = {byLoginId}", ct);
    }

    private static Refusal? Judge(IEnumerable<Count> exceeded, DateTimeOffset now) =>
        exceeded.Select(count => count.EndsAt - now).DefaultIfEmpty().Max() is var wait && wait > TimeSpan.Zero
            ? new Refusal.TooManyAttempts(wait)
            : null;

    private int LimitOf(Count count, byte[] byLoginId) =>
        count.Key.AsSpan().SequenceEqual(byLoginId) ? settings.FailuresPerLoginId : settings.FailuresPerAddress;

    private byte[] KeyOf(string loginId) => Keyed("login id " + loginId.ToLowerInvariant());

    private byte[] KeyOf(ShopperAddress address) => Keyed("address " + address.Network);

    // A login id that nobody has may be somebody's password, typed into the wrong field: only a keyed hash is kept.
    private byte[] Keyed(string text) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text));

    private sealed record Count(byte[] Key, int Failures, DateTimeOffset EndsAt);
}
