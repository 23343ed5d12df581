"""What the practice sites show. Every advert, name and address here is made up; nothing was copied from anywhere."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Advert:
    """One advert. `suspect` is what a careful reader would say; `sold` adverts stay up with a notice."""

    number: int
    language: str
    title: str
    text: str
    price: str
    seller: str
    place: str
    posted: str
    suspect: bool = False
    sold: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Post:
    """One post of a thread."""

    number: int
    author: str
    posted: str
    text: str
    suspect: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Thread:
    """One thread of the forum."""

    number: int
    language: str
    title: str
    posts: tuple[Post, ...]


MARKET = (
    Advert(
        number=101,
        language="en",
        title="Antique ivory carving, elephant and palm, 22 cm",
        text="Genuine elephant ivory, carved by hand, from an old collection. Small crack at the base. "
        "No papers. Posted anywhere, cash or transfer.",
        price="£340",
        seller="oldbox",
        place="Leeds",
        posted="2026-11-02",
        suspect=True,
    ),
    Advert(
        number=102,
        language="en",
        title="Wedding dress, ivory colour, size 12",
        text="Ivory satin with ivory lace sleeves. Worn once, cleaned since.",
        price="£120",
        seller="marianne",
        place="York",
        posted="2026-11-03",
    ),
    Advert(
        number=103,
        language="zh",
        title="出售象牙雕摆件,老料",
        text="家传象牙雕一件,高约18厘米,重420克。可看实物,价格面议,微信联系。",
        price="¥8,800",
        seller="老王",
        place="广州",
        posted="2026-11-04",
        suspect=True,
    ),
    Advert(
        number=104,
        language="zh",
        title="象牙白连衣裙 M码 九成新",
        text="象牙白色,面料柔软,只穿过两次。",
        price="¥99",
        seller="小雨",
        place="杭州",
        posted="2026-11-04",
    ),
    Advert(
        number=105,
        language="th",
        title="ขายเกล็ดลิ่นแห้ง 1 กก.",
        text="เกล็ดลิ่นแท้ ตากแห้งแล้ว พร้อมส่ง สนใจทักไลน์",
        price="฿4,500",
        seller="nok99",
        place="เชียงใหม่",
        posted="2026-11-05",
        suspect=True,
    ),
    Advert(
        number=106,
        language="th",
        title="งาดำคั่ว 500 กรัม หอมสดใหม่",
        text="งาดำคั่วใหม่ทุกวัน บรรจุถุงซิป ส่งทั่วประเทศ",
        price="฿120",
        seller="somsri",
        place="ลำปาง",
        posted="2026-11-05",
    ),
    Advert(
        number=107,
        language="vi",
        title="Bán cao hổ cốt nguyên chất, 100g",
        text="Cao hổ cốt nấu truyền thống, hàng gia đình để lại. Ai cần liên hệ zalo.",
        price="15.000.000 ₫",
        seller="anhtuan",
        place="Hà Nội",
        posted="2026-11-06",
        suspect=True,
    ),
    Advert(
        number=108,
        language="vi",
        title="Áo thun họa tiết da báo, liên hệ báo giá sỉ",
        text="Vải cotton, họa tiết da báo, đủ size. Báo giá sỉ qua điện thoại.",
        price="150.000 ₫",
        seller="shopmai",
        place="Đà Nẵng",
        posted="2026-11-06",
    ),
    Advert(
        number=109,
        language="fr",
        title="Statuette en ivoire, Dieppe, vers 1900",
        text="Ivoire d'éléphant sculpté à la main, 14 cm, sans certificat. Envoi soigné.",
        price="260 €",
        seller="brocante76",
        place="Rouen",
        posted="2026-11-07",
        suspect=True,
    ),
    Advert(
        number=110,
        language="fr",
        title="Robe ivoire en dentelle, taille 38",
        text="Robe couleur ivoire, portée une fois. Retrait à Lyon.",
        price="85 €",
        seller="claire_l",
        place="Lyon",
        posted="2026-11-07",
    ),
    Advert(
        number=111,
        language="en",
        title="Dried seahorses, 200 g bag",
        text="Dried seahorses, large grade, for medicine. Several bags in stock, ships this week.",
        price="US$95",
        seller="seaways",
        place="Hull",
        posted="2026-11-08",
        suspect=True,
    ),
    Advert(
        number=112,
        language="en",
        title="Stamps of Ivory Coast, lot of 12",
        text="Used stamps, 1960s to 1980s, some with elephants on them.",
        price="£6",
        seller="philately4u",
        place="Bath",
        posted="2026-11-08",
    ),
    Advert(
        number=113,
        language="en",
        title="Tiger tooth pendant, real tiger claw on silver",
        text="SOLD. Real tiger claw pendant, silver mount.",
        price="£150",
        seller="oldbox",
        place="Leeds",
        posted="2026-10-20",
        suspect=True,
        sold=True,
    ),
)

BAZAAR = (
    Advert(
        number=501,
        language="ru",
        title="Бивень слона резной, слоновая кость",
        text="Слоновая кость, старая работа, высота 25 см. Без документов, цена в личку.",
        price="45 000 ₽",
        seller="antikvar_spb",
        place="Санкт-Петербург",
        posted="2026-11-03",
        suspect=True,
    ),
    Advert(
        number=502,
        language="ru",
        title="Платье цвета слоновой кости, 44 размер",
        text="Надевали один раз, химчистка сделана.",
        price="3 500 ₽",
        seller="olga",
        place="Казань",
        posted="2026-11-03",
    ),
    Advert(
        number=503,
        language="ar",
        title="صقر حر للبيع مدرب",
        text="صقر حر للبيع، صيد هذا الموسم، مدرب على الطير. التواصل واتساب.",
        price="12,000 ر.س",
        seller="abu_fahd",
        place="الرياض",
        posted="2026-11-04",
        suspect=True,
    ),
    Advert(
        number=504,
        language="ar",
        title="تيشيرت صقر للرجال مقاس لارج",
        text="قطن مئة بالمئة، طباعة صقر على الصدر.",
        price="60 ر.س",
        seller="matjar",
        place="جدة",
        posted="2026-11-04",
    ),
    Advert(
        number=505,
        language="en",
        title="Rhino horn libation cup, Qing style",
        text="Rhino horn, carved, with wooden stand. Serious buyers only, no museum please.",
        price="$9,500",
        seller="eastgallery",
        place="Bristol",
        posted="2026-11-05",
        suspect=True,
    ),
    Advert(
        number=506,
        language="en",
        title="Rhino roof rack for a van, two bars",
        text="Rhino rack with keys and fittings, used for one summer.",
        price="£70",
        seller="vanlife",
        place="Exeter",
        posted="2026-11-05",
    ),
    Advert(
        number=507,
        language="vi",
        title="Vòng ngà voi thật 100%",
        text="Vòng ngà voi thật, kiểm tra thoải mái, giao hàng toàn quốc.",
        price="6.500.000 ₫",
        seller="trangsuc_hn",
        place="Hà Nội",
        posted="2026-11-06",
        suspect=True,
    ),
    Advert(
        number=508,
        language="th",
        title="ยาหม่องตราเสือ ของแท้ 30 กรัม",
        text="ยาหม่องตราเสือ กลิ่นหอม แก้ปวดเมื่อย",
        price="฿65",
        seller="herbshop",
        place="กรุงเทพฯ",
        posted="2026-11-06",
    ),
    Advert(
        number=509,
        language="fr",
        title="Écailles de pangolin, 500 g",
        text="Écailles de pangolin séchées, pour collection. Discrétion assurée, paiement à la remise.",
        price="400 €",
        seller="comptoir_s",
        place="Marseille",
        posted="2026-11-07",
        suspect=True,
    ),
    Advert(
        number=510,
        language="zh",
        title="玳瑁色眼镜框 板材 复古",
        text="玳瑁色板材镜框,轻便不压鼻梁,送镜盒。",
        price="¥128",
        seller="镜坊",
        place="深圳",
        posted="2026-11-07",
    ),
    Advert(
        number=511,
        language="en",
        title="Oak bookcase, four shelves",
        text="Solid oak, some marks on top. Collection only.",
        price="£45",
        seller="vanlife",
        place="Exeter",
        posted="2026-11-08",
    ),
)

THREADS = (
    Thread(
        number=1,
        language="en",
        title="Selling grandfather's things",
        posts=(
            Post(
                number=1001,
                author="harbour",
                posted="2026-11-01T09:10:00+00:00",
                text="For sale: pair of walrus ivory tusks, 48 cm each, house clearance. Offers by message.",
                suspect=True,
            ),
            Post(number=1002, author="fern", posted="2026-11-01T10:02:00+00:00", text="Lovely photographs, thank you."),
        ),
    ),
    Thread(
        number=2,
        language="en",
        title="How do I clean piano keys?",
        posts=(
            Post(
                number=1003,
                author="pianist",
                posted="2026-11-02T12:00:00+00:00",
                text="The keys are yellow. Faux ivory keys, I was told. Milk or toothpaste?",
            ),
            Post(number=1004, author="fern", posted="2026-11-02T13:30:00+00:00", text="A damp cloth and patience."),
        ),
    ),
    Thread(
        number=3,
        language="zh",
        title="中药材交流",
        posts=(
            Post(
                number=1005,
                author="药农",
                posted="2026-11-03T02:15:00+00:00",
                text="出售穿山甲片两公斤,熊胆粉少量,要的私聊。",
                suspect=True,
            ),
            Post(number=1006, author="路人", posted="2026-11-03T03:00:00+00:00", text="龟苓膏哪家好吃?"),
        ),
    ),
    Thread(
        number=4,
        language="ru",
        title="Барахолка: разное",
        posts=(
            Post(
                number=1007,
                author="sever",
                posted="2026-11-03T18:45:00+00:00",
                text="Продам клык моржа, рога сайгака пара. Отправка почтой.",
                suspect=True,
            ),
            Post(number=1008, author="masha", posted="2026-11-03T19:00:00+00:00", text="Куплю часы «Сокол», механика."),
        ),
    ),
    Thread(
        number=5,
        language="th",
        title="ซื้อขายสัตว์เลี้ยง",
        posts=(
            Post(
                number=1009,
                author="pong",
                posted="2026-11-04T05:20:00+00:00",
                text="ขายนางอายตัวเล็ก เชื่อง พร้อมส่ง ทักแชท",
                suspect=True,
            ),
            Post(number=1010, author="mint", posted="2026-11-04T06:00:00+00:00", text="หาบ้านให้ลูกแมว 3 ตัว ฟรี"),
        ),
    ),
    Thread(
        number=6,
        language="vi",
        title="Chợ thuốc nam",
        posts=(
            Post(
                number=1011,
                author="bacba",
                posted="2026-11-05T01:40:00+00:00",
                text="Cần bán sừng tê giác và mật gấu, hàng thật, giá thương lượng.",
                suspect=True,
            ),
            Post(number=1012, author="lan", posted="2026-11-05T02:00:00+00:00", text="Gấu bông teddy 1m còn không ạ?"),
        ),
    ),
    Thread(
        number=7,
        language="fr",
        title="Vide-grenier de novembre",
        posts=(
            Post(
                number=1013,
                author="gaston",
                posted="2026-11-06T08:00:00+00:00",
                text="Je vends une dent de cachalot gravée et une peau de léopard véritable. Prix à débattre.",
                suspect=True,
            ),
            Post(
                number=1014,
                author="lise",
                posted="2026-11-06T08:30:00+00:00",
                text="Je cherche un baume du tigre.",
            ),
        ),
    ),
    Thread(
        number=8,
        language="ar",
        title="سوق المستعمل",
        posts=(
            Post(
                number=1015,
                author="salem",
                posted="2026-11-07T15:00:00+00:00",
                text="للبيع مسبحة عاج قديمة، عاج الفيل، السعر قابل للتفاوض.",
                suspect=True,
            ),
            Post(number=1016, author="nour", posted="2026-11-07T15:20:00+00:00", text="فستان لون عاجي مقاس ٤٠ للبيع."),
        ),
    ),
    Thread(
        number=9,
        language="en",
        title="Travel: a week in Ivory Coast",
        posts=(
            Post(
                number=1017,
                author="rover",
                posted="2026-11-08T11:00:00+00:00",
                text="Abidjan, Grand-Bassam and the beaches. Ask me anything.",
            ),
            Post(
                number=1018,
                author="pianist",
                posted="2026-11-08T12:00:00+00:00",
                text="The museum has a case on how elephant ivory was taken in the 1800s. Worth an hour.",
            ),
        ),
    ),
    Thread(
        number=10,
        language="en",
        title="Which snare drum for a beginner?",
        posts=(
            Post(number=1019, author="drum7", posted="2026-11-09T10:00:00+00:00", text="Fourteen inch, maple shell?"),
            Post(number=1020, author="fern", posted="2026-11-09T10:20:00+00:00", text="Any used one. Change the head."),
        ),
    ),
)

BY_STAFF = 114
REMOVED = 115
PRIVATE = 116
