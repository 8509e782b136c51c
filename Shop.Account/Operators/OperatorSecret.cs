using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Shop.Account.Operators;

/// <summary>A random token that is returned once. Only its hash is stored.</summary>
internal static class OperatorSecret
{
    private const int RandomBytes = 32;

    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    public static byte[] HashOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}

/// <summary>A one-time link with which an operator sets a password. Using it deletes it.</summary>
public sealed class OperatorLink
{
    private OperatorLink() { }

    public Guid OperatorId { get; private set; }
    public byte[] TokenHash { get; private set; } = [];
    public DateTimeOffset ExpiresAt { get; private set; }

    public static (OperatorLink Link, string Token) New(
        Guid operatorId, TimeSpan lifetime, DateTimeOffset now)
    {
        var token = OperatorSecret.New();
        return (
            new() { OperatorId = operatorId, TokenHash = OperatorSecret.HashOf(token), ExpiresAt = now + lifetime },
            token);
    }
}

/// <summary>A session of an operator. Only Admin's server has its token, and exchanges it for access tokens.</summary>
public sealed class OperatorSession
{
    private OperatorSession() { }

    public Guid Id { get; private set; }
    public Guid OperatorId { get; private set; }
    public byte[] TokenHash { get; private set; } = [];
    public string Device { get; private set; } = "";
    public DateTimeOffset StartedAt { get; private set; }
    public DateTimeOffset LastUsedAt { get; private set; }
    public DateTimeOffset ExpiresAt { get; private set; }

    public static (OperatorSession Session, string Token) Start(
        Guid operatorId, string device, TimeSpan lifetime, DateTimeOffset now)
    {
        var token = OperatorSecret.New();
        var session = new OperatorSession
        {
            Id = Guid.CreateVersion7(now),
            OperatorId = operatorId,
            TokenHash = OperatorSecret.HashOf(token),
            Device = device,
            StartedAt = now,
            LastUsedAt = now,
            ExpiresAt = now + lifetime,
        };
        return (session, token);
    }
}

/// <summary>The keyed hash of a recovery code. Using the code deletes it.</summary>
public sealed class OperatorRecoveryCode
{
    private OperatorRecoveryCode() { }

    public Guid OperatorId { get; private set; }
    public byte[] Hash { get; private set; } = [];

    public static OperatorRecoveryCode Of(Guid operatorId, byte[] hash) =>
        new() { OperatorId = operatorId, Hash = hash };
}
