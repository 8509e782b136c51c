import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import {
    Body,
    Controller,
    ForbiddenException,
    Get,
    Inject,
    Injectable,
    InternalServerErrorException,
    Module,
    NotFoundException,
    OnModuleInit,
    Param,
    ParseIntPipe,
    Post,
    Query,
    UseGuards,
} from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { NestFactory } from '@nestjs/core';
import { JwtModule } from '@nestjs/jwt';
import {
    ClientProxy,
    ClientsModule,
    MessagePattern,
    MicroserviceOptions,
    Payload,
    Transport,
} from '@nestjs/microservices';
import { ClsPluginTransactional, Transactional, TransactionHost } from '@nestjs-cls/transactional';
import { TransactionalAdapterPrisma } from '@nestjs-cls/transactional-adapter-prisma';
import { PrismaPg } from '@prisma/adapter-pg';
import { ClsModule } from 'nestjs-cls';
import { firstValueFrom } from 'rxjs';
import { OrderStatus, PaymentStatus, Prisma, PrismaClient } from './generated/client.js';
import { AuthGuard, CustomerId, JWT_SECRET } from '../../common/auth.js';

@Injectable()
class PrismaService extends PrismaClient implements OnModuleInit {
    constructor() {
        super({ adapter: new PrismaPg({ connectionString: process.env.DATABASE_URL }) });
    }
    async onModuleInit() {
        await this.$connect();
    }
}
@Module({ providers: [PrismaService], exports: [PrismaService] })
class PrismaModule {}

type Adapter = TransactionalAdapterPrisma<PrismaService>;

@Injectable()
class PortOneService {
    constructor(private readonly configService: ConfigService) {}
    async getPortOnePayment(paymentKey: string): Promise<any> {
        const response = await fetch(
            `${this.configService.getOrThrow('PORTONE_API')}/payments/${encodeURIComponent(paymentKey)}?storeId=${this.configService.getOrThrow('PORTONE_STORE_ID')}`,
            { headers: { Authorization: `PortOne ${this.configService.getOrThrow('PORTONE_API_KEY')}` } },
        );
        if (!response.ok) throw new InternalServerErrorException('Failed to get payment info');
        return await response.json();
    }
    async validatePaidPortOnePayment(paymentKey: string) {
        const portOnePayment = await this.getPortOnePayment(paymentKey);
        if (portOnePayment.status !== 'PAID') throw new InternalServerErrorException('Payment is not paid');
        return portOnePayment;
    }
}

@Injectable()
class AccountClientService {
    constructor(@Inject('ACCOUNT_SERVICE') private readonly client: ClientProxy) {}
    async getUserInfo(accountId: number) {
        return await firstValueFrom(this.client.send({ cmd: 'account.get-user-info' }, { accountId }));
    }
}

@Injectable()
class PaymentRepository {
    constructor(private readonly txHost: TransactionHost<any>) {}
    private get tx(): Prisma.TransactionClient {
        return this.txHost.tx as any;
    }
    async findPayment(args: Prisma.PaymentFindUniqueArgs) {
        const p = await this.tx.payment.findUnique(args);
        if (!p) throw new NotFoundException('payment');
        return p;
    }
    updatePayment(args: Prisma.PaymentUpdateArgs) {
        return this.tx.payment.update(args);
    }
    createPayment(args: Prisma.PaymentCreateArgs) {
        return this.tx.payment.create(args);
    }
}

@Injectable()
class OrderService {
    constructor(
        private readonly txHost: TransactionHost<any>,
        private readonly payments: PaymentRepository,
        private readonly accounts: AccountClientService,
    ) {}
    private get tx(): Prisma.TransactionClient {
        return this.txHost.tx as any;
    }

    async createOrder(customerId: number, items: { productId: number; quantity: number }[]) {
        await this.accounts.getUserInfo(customerId); // RPC: does the customer exist
        return await this.insertOrder(customerId, items);
    }
    @Transactional()
    async insertOrder(customerId: number, items: { productId: number; quantity: number }[]) {
        const products = await this.tx.product.findMany({ where: { id: { in: items.map((i) => i.productId) } } });
        const byId = new Map(products.map((p) => [p.id, p]));
        let total = 0;
        const rows = items.map((i) => {
            const p = byId.get(i.productId);
            if (!p) throw new NotFoundException('product');
            total += p.price * i.quantity;
            return { productId: p.id, productName: p.name, productPrice: p.price, quantity: i.quantity };
        });
        const order = await this.tx.order.create({ data: { customerId, totalPrice: total, items: { create: rows } } });
        const paymentKey = `pay_${randomUUID()}`;
        await this.payments.createPayment({ data: { paymentKey, orderId: order.id, customerId, amount: total } });
        return { orderId: order.id, paymentKey };
    }
    async updateOrderAsReady(orderId: number, customerId: number) {
        const order = await this.tx.order.findUnique({ where: { id: orderId } });
        if (!order || order.customerId !== customerId) throw new ForbiddenException('not allowed');
        await this.tx.order.update({ where: { id: orderId }, data: { status: OrderStatus.READY } });
    }
    history(customerId: number) {
        return this.tx.order.findMany({
            where: { customerId },
            include: { items: true, payment: true },
            orderBy: { id: 'desc' },
            take: 20,
        });
    }
}

@Injectable()
class PaymentService {
    constructor(
        private readonly portOneService: PortOneService,
        private readonly paymentRepository: PaymentRepository,
        private readonly orderService: OrderService,
    ) {}
    @Transactional()
    async completePayment(customerId: number, paymentKey: string) {
        await this.portOneService.validatePaidPortOnePayment(paymentKey);
        const payment = await this.paymentRepository.findPayment({ where: { paymentKey } });
        if (payment.customerId !== customerId) throw new ForbiddenException('not allowed');
        if (payment.status === PaymentStatus.PAID) return true;
        if (payment.status !== PaymentStatus.PENDING) throw new InternalServerErrorException('Invalid payment status');
        await this.paymentRepository.updatePayment({
            where: { id: payment.id },
            data: { status: PaymentStatus.PAID, paidAt: new Date() },
        });
        await this.orderService.updateOrderAsReady(payment.orderId, customerId);
        return true;
    }
}

@Controller()
class CommerceController {
    constructor(
        private readonly prisma: PrismaService,
        private readonly orders: OrderService,
        private readonly payments: PaymentService,
    ) {}
    @Get('health') health() {
        return { ok: true };
    }
    @Get('products') list(@Query('page') page?: string) {
        return this.prisma.product.findMany({ orderBy: { id: 'asc' }, take: 20, skip: (+(page ?? 1) - 1) * 20 });
    }
    @Get('products/:id') async get(@Param('id', ParseIntPipe) id: number) {
        const p = await this.prisma.product.findUnique({ where: { id } });
        if (!p) throw new NotFoundException();
        return p;
    }
    @Post('cart') @UseGuards(AuthGuard) add(
        @CustomerId() customerId: number,
        @Body() b: { productId: number; quantity: number },
    ) {
        return this.prisma.cartItem.upsert({
            where: { customerId_productId: { customerId, productId: b.productId } },
            create: { customerId, productId: b.productId, quantity: b.quantity },
            update: { quantity: { increment: b.quantity } },
        });
    }
    @Get('cart') @UseGuards(AuthGuard) cart(@CustomerId() customerId: number) {
        return this.prisma.cartItem.findMany({ where: { customerId }, include: { product: true } });
    }
    @Post('order') @UseGuards(AuthGuard) order(
        @CustomerId() c: number,
        @Body() b: { items: { productId: number; quantity: number }[] },
    ) {
        return this.orders.createOrder(c, b.items);
    }
    @Get('orders') @UseGuards(AuthGuard) history(@CustomerId() c: number) {
        return this.orders.history(c);
    }
    @Post('payment/complete') @UseGuards(AuthGuard) complete(
        @CustomerId() c: number,
        @Body() b: { paymentKey: string },
    ) {
        return this.payments.completePayment(c, b.paymentKey);
    }
    @MessagePattern({ cmd: 'commerce.count-orders' })
    count(@Payload() d: { customerId: number }) {
        return this.prisma.order.count({ where: { customerId: d.customerId } });
    }
}

@Module({
    imports: [
        ConfigModule.forRoot({ isGlobal: true, ignoreEnvFile: true }),
        JwtModule.register({ global: true, secret: JWT_SECRET }),
        PrismaModule,
        ClsModule.forRoot({
            global: true,
            middleware: { mount: true },
            plugins: [
                new ClsPluginTransactional({
                    imports: [PrismaModule],
                    adapter: new TransactionalAdapterPrisma<any>({ prismaInjectionToken: PrismaService }),
                }),
            ],
        }),
        ClientsModule.register([
            {
                name: 'ACCOUNT_SERVICE',
                transport: Transport.TCP,
                options: { host: '127.0.0.1', port: +process.env.ACCOUNT_TCP_PORT! },
            },
        ]),
    ],
    controllers: [CommerceController],
    providers: [PortOneService, AccountClientService, PaymentRepository, OrderService, PaymentService],
})
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'] });
app.connectMicroservice<MicroserviceOptions>({
    transport: Transport.TCP,
    options: { host: '127.0.0.1', port: +process.env.COMMERCE_TCP_PORT! },
});
await app.startAllMicroservices();
await app.listen(+process.env.PORT!, '127.0.0.1');
