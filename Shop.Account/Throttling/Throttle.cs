// Limits wrong passwords. A sign-in from a known device (DeviceTokens.cs) is counted on that device alone, so wrong
// guesses of others never lock it out. Every other attempt is counted per login id and network with a low limit, and
// per login id alone and per network alone with high ones. Sources: OWASP, "Slow Down Online Guessing Attacks with
// Device Cookies", and the Authentication Cheat Sheet.
// Only failures count, and they count when their result is known, not when the attempt begins: fifty concurrent correct
// sign-ins all succeed. Once the limit is reached, further guesses get 429 and no answer about the password. Login ids
// that do not exist are counted like those that do.
using System.Security.Cryptography;
using System.Text;
using Shop.Account.Credentials;

namespace Shop.Account.Throttling;

/// <summary>An attempt to enter the password of a login id.</summary>
public abstract record PasswordAttempt(string LoginId)
{
    /// <summary>The caller is known by its network only.</summary>
    public sealed record FromNetwork(string LoginId, ShopperIp Ip) : PasswordAttempt(LoginId);

    /// <summary>The caller has entered the password before: a device with a valid token, or a session.</summary>
    public sealed record OnKnownDevice(string LoginId, Guid Device) : PasswordAttempt(LoginId);
}

/// <summary>Counts failures in the database, for all replicas together.</summary>
public sealed class Throttle(
    AccountDb db, Passwords passwords, DataKey key, ThrottleSettings settings, TimeProvider clock)
{
    private readonly byte[] _key = key.DeriveKey("throttle");

    /// <summary>
    /// Compares a password, unless a count has reached its limit. Without a stored hash the password is wrong.
    /// </summary>
    public async Task<Result<PasswordMatch>> CompareAsync(
        PasswordAttempt attempt, string? storedHash, string password, CancellationToken ct) =>
        await CompareAsync(attempt, await ReadAsync(attempt, ct), storedHash, password, ct);

    /// <summary>The same with <paramref name="before"/>, the counts that the caller has just read.</summary>
    public async Task<Result<PasswordMatch>> CompareAsync(
        PasswordAttempt attempt, IEnumerable<FailureCount> before, string? storedHash, string password,
        CancellationToken ct)
    {
        if (Check(attempt, before) is { } tooMany)
        {
            return tooMany;
        }

        var match = await passwords.CompareAsync(storedHash, password, ct);
        if (match is PasswordMatch.Wrong)
        {
            return await CountFailureAsync(attempt, ct) ?? Error.InvalidCredentials;
        }

        // Other attempts may have failed meanwhile; above the limit a correct guess is refused too.
        return Check(attempt, await ReadAsync(attempt, ct)) is { } exceeded ? exceeded : match;
    }

    /// <summary>The keys of the counts of these attempts.</summary>
    public byte[][] KeysOf(params IEnumerable<PasswordAttempt?> attempts) =>
        [.. attempts.OfType<PasswordAttempt>().SelectMany(LimitsOf).Select(limit => limit.Key)];

    private Task<List<FailureCount>> ReadAsync(PasswordAttempt attempt, CancellationToken ct)
    {
        var (keys, now) = (KeysOf(attempt), clock.GetUtcNow());
        return db.Throttles.AsNoTracking()
            .Where(count => keys.Contains(count.Key) && count.EndsAt > now)
            .ToListAsync(ct);
    }

    private Error? Check(PasswordAttempt attempt, IEnumerable<FailureCount> counts) =>
        Judge(counts, LimitsOf(attempt), (failures, limit) => failures >= limit, clock.GetUtcNow());

    // Refuses if the limit was reached while this attempt was in progress. The first count is the narrowest. An attempt
    // above its limit gets no answer about the password, so it does not add to the others: a burst from one network
    // cannot lock a login id on all networks. The other counts are locked in the order of their keys, so that
    // concurrent attempts do not deadlock.
    private async Task<Error?> CountFailureAsync(PasswordAttempt attempt, CancellationToken ct)
    {
        var limits = LimitsOf(attempt);
        var byLoginId = KeyOf(attempt.LoginId);
        var (narrow, max) = limits[0];
        var others = limits.Skip(1).Select(limit => limit.Key).ToArray();
        Array.Sort(others, (a, b) => a.AsSpan().SequenceCompareTo(b));
        var (now, end) = (clock.GetUtcNow(), clock.GetUtcNow() + settings.Window);

        // Atomic upserts in one round trip.
        var counts = await db.Throttles.FromSql($"""
            with first as (
                insert into throttles as t (key, login_id_key, failures, ends_at)
                values ({narrow}, {byLoginId}, 1, {end})
                on conflict (key) do update set
                    failures = case when t.ends_at <= {now} then 1 else t.failures + 1 end,
                    ends_at = case when t.ends_at <= {now} then excluded.ends_at else t.ends_at end
                returning *
            ), others as (
                insert into throttles as t (key, login_id_key, failures, ends_at)
                select key, case when key = {byLoginId} then key end, 1, {end}
                from unnest({others}) with ordinality as given (key, place)
                where (select failures from first) <= {max}
                order by place
                on conflict (key) do update set
                    failures = case when t.ends_at <= {now} then 1 else t.failures + 1 end,
                    ends_at = case when t.ends_at <= {now} then excluded.ends_at else t.ends_at end
                returning *
            )
            select * from first union all select * from others
            """).AsNoTracking().ToListAsync(ct);
        return Judge(counts, limits, (failures, limit) => failures > limit, now);
    }

    /// <summary>
    /// The attempt succeeded: deletes the failures of the same device, or of the same network, if there were any
    /// <paramref name="before"/> it.
    /// </summary>
    public async Task ForgetAsync(PasswordAttempt attempt, IEnumerable<FailureCount> before, CancellationToken ct)
    {
        var narrow = LimitsOf(attempt)[0].Key;
        if (before.Any(count => count.Key.SequenceEqual(narrow)))
        {
            await db.Throttles.Where(count => count.Key == narrow).ExecuteDeleteAsync(ct);
        }
    }

    /// <summary>The login id has a new password: deletes every failure with the old one, on all networks.</summary>
    public async Task ForgetAllAsync(string loginId, CancellationToken ct)
    {
        var byLoginId = KeyOf(loginId);

        // Locked as CountFailureAsync locks them: the login id's own count last.
        await db.Database.ExecuteSqlAsync($"""
            delete from throttles where key in (
                select key from throttles where login_id_key = {byLoginId} order by key = {byLoginId}, key for update)
            """, ct);
    }

    private static Error? Judge(
        IEnumerable<FailureCount> counts, Limit[] limits, Func<int, int, bool> isOver, DateTimeOffset now)
    {
        var waits =
            from count in counts
            from limit in limits
            where count.Key.SequenceEqual(limit.Key) && isOver(count.Failures, limit.Failures)
            select count.EndsAt - now;
        return waits.DefaultIfEmpty().Max() is var wait && wait > TimeSpan.Zero ? Error.TooManyAttempts(wait) : null;
    }

    private Limit[] LimitsOf(PasswordAttempt attempt) => attempt switch
    {
        PasswordAttempt.OnKnownDevice(_, var device) => [new(Keyed($"device:{device}"), settings.FailuresPerDevice)],
        PasswordAttempt.FromNetwork(var loginId, { Network: var network }) =>
        [
            new(KeyOf(loginId, network), settings.FailuresPerLoginIdAndNetwork),
            new(KeyOf(loginId), settings.FailuresPerLoginId),
            new(Keyed($"network:{network}"), settings.FailuresPerNetwork),
        ],
        _ => throw new ArgumentOutOfRangeException(nameof(attempt), attempt, null),
    };

    private byte[] KeyOf(string loginId, string network) =>
        Keyed($"login-id-and-network:{network}:{loginId.ToLowerInvariant()}");

    private byte[] KeyOf(string loginId) => Keyed($"login-id:{loginId.ToLowerInvariant()}");

    // A login id is any text that a caller sends, so it comes last, after a prefix that no other kind of key begins
    // with. An unknown login id may be a password that was typed into the wrong field, so only a keyed hash is stored.
    private byte[] Keyed(string text) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text));

    private sealed record Limit(byte[] Key, int Failures);
}

/// <summary>The failures of one key until its window ends.</summary>
public sealed class FailureCount
{
    public byte[] Key { get; init; } = [];
    public byte[]? LoginIdKey { get; init; }
    public int Failures { get; init; }
    public DateTimeOffset EndsAt { get; init; }
}
