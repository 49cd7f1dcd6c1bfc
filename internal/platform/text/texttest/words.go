package texttest

import "strings"

// Languages are those that there are words of, one for each script and way of writing.
var Languages = []string{"en", "km", "lo", "my", "th", "vi", "zh"}

// tongue is how a language is written.
type tongue struct {
	words []string
	space string // between words
	pause string // between clauses
	stop  string // at a sentence's end
	next  string // between sentences
}

var tongues = map[string]tongue{
	"en": {fields(`the of and to in for with on by from task force police shelter victim witness border training labour
		inspector minister plan activity indicator target budget report review meeting decision country region
		cooperation prosecution protection prevention policy recruitment broker migrant worker factory fishing vessel
		passport embassy hotline interpreter counsellor family community school village province capital agreement
		memorandum guideline referral return reintegration repatriation screening interview consent evidence court
		judge prosecutor lawyer statute penalty compensation support livelihood skills partner donor society youth
		media campaign research data monitoring evaluation annual quarterly joint bilateral regional national local
		strengthen develop establish conduct organise provide ensure promote identify investigate assist exchange
		publish update translate adopt endorse within before after during among between through`), " ", ", ", ".", " "},
	"vi": {fields(`và của cho với trong về các những một phòng chống mua bán người nạn nhân lực lượng chuyên trách cảnh sát
		biên giới đào tạo lao động thanh tra bộ trưởng kế hoạch hoạt động chỉ số mục tiêu ngân sách báo cáo đánh giá hội
		nghị quyết định quốc gia khu vực hợp tác truy tố bảo vệ chính sách tuyển dụng môi giới di cư nhà máy tàu cá hộ
		chiếu đại sứ đường dây nóng phiên dịch tư vấn gia đình cộng đồng trường học làng tỉnh thủ đô thỏa thuận ghi nhớ
		hướng dẫn chuyển tuyến trở về tái hòa nhập sàng lọc phỏng vấn đồng ý chứng cứ tòa án thẩm phán luật sư hình phạt
		bồi thường hỗ trợ sinh kế kỹ năng đối tác tài trợ xã hội thanh niên truyền thông nghiên cứu dữ liệu giám sát`), " ", ", ", ".", " "},
	"km": {fields(`ក្រុមការងារ ប្រឆាំង ការជួញដូរ មនុស្ស ជនរងគ្រោះ នគរបាល ព្រំដែន បណ្តុះបណ្តាល ពលកម្ម អធិការ រដ្ឋមន្ត្រី ផែនការ សកម្មភាព
		សូចនាករ គោលដៅ ថវិកា របាយការណ៍ ពិនិត្យ កិច្ចប្រជុំ សេចក្តីសម្រេច ប្រទេស តំបន់ សហប្រតិបត្តិការ ការកាត់ទោស ការពារ
		បង្ការ គោលនយោបាយ ជ្រើសរើស អន្តរការី ទេសន្តរប្រវេសន៍ កម្មករ រោងចក្រ នេសាទ លិខិតឆ្លងដែន ស្ថានទូត អ្នកបកប្រែ គ្រួសារ
		សហគមន៍ សាលារៀន ភូមិ ខេត្ត រាជធានី កិច្ចព្រមព្រៀង អនុស្សរណៈ គោលការណ៍ណែនាំ បញ្ជូន ត្រឡប់ សមាហរណកម្ម សម្ភាសន៍
		ការយល់ព្រម ភស្តុតាង តុលាការ ចៅក្រម មេធាវី ទោស សំណង គាំទ្រ ជំនាញ ដៃគូ ម្ចាស់ជំនួយ សង្គម យុវជន ប្រព័ន្ធផ្សព្វផ្សាយ
		ស្រាវជ្រាវ ទិន្នន័យ តាមដាន វាយតម្លៃ ប្រចាំឆ្នាំ រួមគ្នា ជាតិ មូលដ្ឋាន ពង្រឹង បង្កើត រៀបចំ ផ្តល់ ធានា លើកកម្ពស់ និង នៃ ក្នុង ដោយ`), "", " ", "។", " "},
	"lo": {fields(`ໜ່ວຍງານ ຕ້ານ ການຄ້າມະນຸດ ຜູ້ຖືກເຄາະຮ້າຍ ຕຳຫຼວດ ຊາຍແດນ ຝຶກອົບຮົມ ແຮງງານ ລັດຖະມົນຕີ ແຜນການ ກິດຈະກຳ ຕົວຊີ້ວັດ ເປົ້າໝາຍ
		ງົບປະມານ ບົດລາຍງານ ທົບທວນ ກອງປະຊຸມ ຂໍ້ຕົກລົງ ປະເທດ ພາກພື້ນ ການຮ່ວມມື ດຳເນີນຄະດີ ປົກປ້ອງ ປ້ອງກັນ ນະໂຍບາຍ ຈັດຫາ
		ນາຍໜ້າ ຜູ້ຍົກຍ້າຍ ກຳມະກອນ ໂຮງງານ ປະມົງ ໜັງສືຜ່ານແດນ ສະຖານທູດ ສາຍດ່ວນ ນາຍພາສາ ຄອບຄົວ ຊຸມຊົນ ໂຮງຮຽນ ບ້ານ ແຂວງ
		ນະຄອນຫຼວງ ບົດບັນທຶກ ຄຳແນະນຳ ສົ່ງຕໍ່ ກັບຄືນ ເຊື່ອມໂຍງ ກັ່ນຕອງ ສຳພາດ ຍິນຍອມ ຫຼັກຖານ ສານ ຜູ້ພິພາກສາ ທະນາຍຄວາມ ໂທດ
		ຄ່າທົດແທນ ສະໜັບສະໜູນ ທັກສະ ຄູ່ຮ່ວມງານ ຜູ້ໃຫ້ທຶນ ສັງຄົມ ຊາວໜຸ່ມ ສື່ມວນຊົນ ຄົ້ນຄວ້າ ຂໍ້ມູນ ຕິດຕາມ ປະເມີນຜົນ ປະຈຳປີ ຮ່ວມກັນ
		ລະດັບຊາດ ທ້ອງຖິ່ນ ເສີມສ້າງ ພັດທະນາ ຈັດຕັ້ງ ສະໜອງ ຮັບປະກັນ ສົ່ງເສີມ ແລະ ຂອງ ໃນ ໂດຍ ສຳລັບ`), "", " ", "", " "},
	"my": {fields(`အထူးအဖွဲ့ လူကုန်ကူးမှု တိုက်ဖျက် နစ်နာသူ ရဲတပ်ဖွဲ့ နယ်စပ် သင်တန်း အလုပ်သမား စစ်ဆေးရေး ဝန်ကြီး စီမံချက် လုပ်ငန်း
		ညွှန်းကိန်း ပန်းတိုင် ဘတ်ဂျက် အစီရင်ခံစာ ပြန်လည်သုံးသပ် အစည်းအဝေး ဆုံးဖြတ်ချက် နိုင်ငံ ဒေသ ပူးပေါင်း တရားစွဲ ကာကွယ်
		တားဆီး မူဝါဒ စုဆောင်း ပွဲစား ရွှေ့ပြောင်း စက်ရုံ ငါးဖမ်း လှေ သံရုံး ဖုန်းလိုင်း စကားပြန် မိသားစု ရပ်ရွာ ကျောင်း ရွာ ပြည်နယ်
		မြို့တော် သဘောတူညီချက် မှတ်တမ်း လမ်းညွှန် လွှဲပြောင်း ပြန်လာ ပေါင်းစည်း မေးမြန်း ခွင့်ပြုချက် သက်သေ တရားရုံး တရားသူကြီး
		ရှေ့နေ ပြစ်ဒဏ် လျော်ကြေး အထောက်အပံ့ ကျွမ်းကျင်မှု မိတ်ဖက် အလှူရှင် လူမှု လူငယ် မီဒီယာ သုတေသန အချက်အလက် စောင့်ကြည့်
		အကဲဖြတ် နှစ်စဉ် ပူးတွဲ အမျိုးသား ဒေသဆိုင်ရာ ခိုင်မာစေ တည်ထောင် ကျင်းပ ပံ့ပိုး သေချာစေ မြှင့်တင် နှင့် အတွက် တွင် ဖြင့်`), "", " ", "။", " "},
	"th": {fields(`คณะทำงาน ต่อต้าน การค้ามนุษย์ ผู้เสียหาย ตำรวจ ชายแดน ฝึกอบรม แรงงาน ผู้ตรวจ รัฐมนตรี แผนงาน กิจกรรม ตัวชี้วัด เป้าหมาย
		งบประมาณ รายงาน ทบทวน ประชุม มติ ประเทศ ภูมิภาค ความร่วมมือ ดำเนินคดี คุ้มครอง ป้องกัน นโยบาย จัดหา นายหน้า ผู้ย้ายถิ่น
		โรงงาน ประมง เรือ หนังสือเดินทาง สถานทูต สายด่วน ล่าม ครอบครัว ชุมชน โรงเรียน หมู่บ้าน จังหวัด เมืองหลวง ข้อตกลง
		บันทึกความเข้าใจ แนวทาง ส่งต่อ กลับคืน สังคม คัดกรอง สัมภาษณ์ ยินยอม พยานหลักฐาน ศาล ผู้พิพากษา ทนายความ โทษ ค่าชดเชย
		สนับสนุน อาชีพ ทักษะ หุ้นส่วน ผู้บริจาค เยาวชน สื่อมวลชน วิจัย ข้อมูล ติดตาม ประเมินผล ประจำปี ร่วมกัน ระดับชาติ ท้องถิ่น
		เสริมสร้าง พัฒนา จัดตั้ง จัดให้มี รับรอง ส่งเสริม และ ของ ใน โดย สำหรับ ระหว่าง`), "", " ", "", " "},
	"zh": {fields(`工作组 打击 人口贩运 受害者 警察 边境 培训 劳动 监察员 部长 计划 活动 指标 目标 预算 报告 审查 会议 决定 国家 区域 合作 起诉
		保护 预防 政策 招聘 中介 移民 工人 工厂 渔船 护照 使馆 热线 翻译 顾问 家庭 社区 学校 村庄 省份 首都 协议 谅解备忘录 准则 转介
		返回 重返社会 筛查 面谈 同意 证据 法院 法官 检察官 律师 刑罚 赔偿 支持 生计 技能 伙伴 捐助方 社会 青年 媒体 研究 数据 监测 评估
		年度 季度 联合 双边 地方 加强 制定 设立 开展 组织 提供 确保 促进 识别 调查 协助 交流 公布 更新 通过 核准 和 的 在 由 为 与 以及`), "", "，", "。", ""},
}

func fields(s string) []string { return strings.Fields(s) }
