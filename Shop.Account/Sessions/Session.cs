// A session is a family of refresh tokens that began with one sign-in. Each token is exchanged for a successor. If a
// token is sent long after its successor was issued, one of the two was stolen, and it is unknown which: the whole
// family ends.
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Shop.Account.Sessions;

public sealed class Session
{
    private Session() { }

    public Guid Id { get; private set; }
    public Guid MemberId { get; private set; }
    public DateTimeOffset StartedAt { get; private set; }
    public DateTimeOffset ExpiresAt { get; private set; }

    public static Session Start(Guid memberId, DateTimeOffset now) =>
        new() { Id = Guid.CreateVersion7(now), MemberId = memberId, StartedAt = now, ExpiresAt = now };

    /// <summary>Issues a new token of the family; the session expires with its newest token.</summary>
    public (RefreshToken Token, string Text) Issue(RefreshToken? parent, TimeSpan lifetime, DateTimeOffset now)
    {
        ExpiresAt = now + lifetime;
        return RefreshToken.New(Id, parent, now, ExpiresAt);
    }
}

/// <summary>A refresh token, stored as its hash only.</summary>
public sealed class RefreshToken
{
    private const int RandomBytes = 32;
    private const short MaxExchanges = 2;

    private RefreshToken() { }

    public byte[] Hash { get; private set; } = [];
    public Guid SessionId { get; private set; }
    public byte[]? ParentHash { get; private set; }
    public DateTimeOffset IssuedAt { get; private set; }
    public DateTimeOffset ExpiresAt { get; private set; }
    public DateTimeOffset? ReplacedAt { get; private set; }

    /// <summary>How often the token was exchanged, at most twice. A revoked token has the maximum.</summary>
    public short Exchanges { get; private set; }

    public static byte[] HashOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    public bool IsExpired(DateTimeOffset now) => now >= ExpiresAt;

    /// <summary>True for the first exchange, and for a second one shortly after it.</summary>
    public bool CanBeExchanged(TimeSpan reuseGracePeriod, DateTimeOffset now) => Exchanges switch
    {
        0 => true,
        1 => now - ReplacedAt <= reuseGracePeriod,
        _ => false,
    };

    public void MarkExchanged(DateTimeOffset now)
    {
        ReplacedAt ??= now;
        Exchanges++;
    }

    /// <summary>Refuses further exchanges, because a successor is in use.</summary>
    public void Revoke() => Exchanges = MaxExchanges;

    internal static (RefreshToken Token, string Text) New(
        Guid sessionId, RefreshToken? parent, DateTimeOffset now, DateTimeOffset expiresAt)
    {
        var text = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
        var token = new RefreshToken
        {
            Hash = HashOf(text),
            SessionId = sessionId,
            ParentHash = parent?.Hash,
            IssuedAt = now,
            ExpiresAt = expiresAt,
        };
        return (token, text);
    }
}
