namespace Shop.Commerce.Operators.BackOffice;

/// <summary>An operator's note on an order. It never changes.</summary>
public sealed class OrderNote
{
    private OrderNote() { }

    public OrderNote(
        Guid id, Guid orderId, Guid operatorId, string loginId, byte[] encryptedText, DateTimeOffset at) =>
        (Id, OrderId, OperatorId, Operator, Text, At) = (id, orderId, operatorId, loginId, encryptedText, at);

    public Guid Id { get; private set; }
    public Guid OrderId { get; private set; }
    public DateTimeOffset At { get; private set; }
    public Guid OperatorId { get; private set; }

    /// <summary>The login id at that time.</summary>
    public string Operator { get; private set; } = "";

    /// <summary>Encrypted; null after it is erased.</summary>
    public byte[]? Text { get; private set; }
}
